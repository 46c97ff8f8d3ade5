//! What the API must tell of everything after each beat: EnumerateNtmsObject and
//! GetNtmsObjectInformation, with the answers that the model says.

use super::model::{Answered, Asked, FOREIGN, LOOK, Line, Model, PATHS, Place, WATCH, parent};
use super::page::policies;

impl Model {
    /// Everything that is looked at now.
    pub(super) fn look(&self) -> Vec<Line> {
        let mut looks = Vec::new();
        self.look_at_pools(&mut looks);
        self.look_at_media(&mut looks);
        self.look_at_devices(&mut looks);
        self.look_at_requests(&mut looks);
        looks
    }

    fn count(&self, what: &str, container: Option<&str>, count: usize) -> Line {
        let container = container.map(|of| format!(", container: {of}")).unwrap_or_default();
        let action = format!("EnumerateNtmsObject: {{ type: {what}{container} }}");
        self.sight(action, format!("{{ count: {count} }}"))
    }

    fn members(&self, object: &str, members: &str) -> Line {
        let action = format!("GetNtmsObjectInformation: {{ object: {object} }}");
        self.sight(action, format!("{{ members: {{ {members} }} }}"))
    }

    fn sight(&self, action: String, gives: String) -> Line {
        Line { who: WATCH, at: self.now + LOOK, action, end: Ok(()), save: None, gives }
    }

    fn look_at_pools(&self, looks: &mut Vec<Line>) {
        let there = |pool: &usize| self.pools[*pool].is_some();
        let pools: Vec<usize> = (0..PATHS.len()).filter(there).collect();
        // The system pools lie in pools of their own, which are at the top.
        let top = pools.iter().filter(|pool| **pool > FOREIGN && parent(**pool).is_none());
        looks.push(self.count("MEDIA_POOL", None, FOREIGN + 1 + top.count()));
        for pool in pools {
            let row = self.pools[pool].unwrap_or_default();
            let object = format!("{{ pool: '{}' }}", PATHS[pool]);
            let media = self.media.iter().filter(|medium| medium.known && medium.pool == pool);
            let logical = media.clone().flat_map(|medium| medium.sides);
            let logical = logical.filter(|side| side.logical.is_some()).count();
            let media = media.count();
            let below = (0..PATHS.len()).filter(|below| parent(*below) == Some(pool));
            let below = below.filter(there).count();
            let counts = format!("media: {media}, logical-media: {logical}, pools: {below}");
            let kept = policies(row.draws, row.gives, row.limit);
            looks.push(self.members(&object, &format!("{counts}, {kept}")));
            if row.leaf {
                looks.push(self.count("PHYSICAL_MEDIA", Some(&object), media));
                looks.push(self.count("LOGICAL_MEDIA", Some(&object), logical));
            }
        }
    }

    fn look_at_media(&self, looks: &mut Vec<Line>) {
        let known = self.media.iter().filter(|medium| medium.known);
        looks.push(self.count("PHYSICAL_MEDIA", None, known.clone().count()));
        looks.push(self.count("PARTITION", None, 2 * known.clone().count()));
        let logical = known.flat_map(|medium| medium.sides);
        let logical = logical.filter(|side| side.logical.is_some()).count();
        looks.push(self.count("LOGICAL_MEDIA", None, logical));
        for (number, medium) in self.media.iter().enumerate().filter(|(_, medium)| medium.known) {
            let library = match medium.place {
                Place::Shelf => "offline-library",
                _ => "{ library: jukebox }",
            };
            let location = match medium.place {
                Place::Drive(drive) => format!("{{ drive: [jukebox, {drive}] }}"),
                Place::Slot | Place::Shelf => String::new(),
            };
            let location = match location.is_empty() {
                true => "location-type: STORAGESLOT".to_owned(),
                false => format!("location-type: DRIVE, location: {location}"),
            };
            let state = if self.is_held(number) { "LOADED" } else { "IDLE" };
            let (pool, enabled) = (PATHS[medium.pool], self.works(number));
            let object = format!("{{ medium: {} }}", medium.name);
            let of_service = format!("pool: {{ pool: '{pool}' }}, library: {library}, {location}");
            let members = format!("{of_service}, state: {state}, enabled: {enabled}");
            looks.push(self.members(&object, &members));
            for (at, side) in medium.sides.iter().enumerate() {
                let state = Model::state_word(side.state);
                let (allocated, mounted) = (side.allocated, side.mounted);
                let logical = match side.logical {
                    Some(_) => format!("{{ logical: [{}, {at}] }}", medium.name),
                    None => "nothing".to_owned(),
                };
                let counts = format!("allocate-count: {allocated}, mount-count: {mounted}");
                let members = format!("state: {state}, {counts}, logical: {logical}");
                looks.push(self.members(&self.side_word((number, at)), &members));
                if let Some(name) = side.logical {
                    let name = name.map(|name| format!("name: {name}, ")).unwrap_or_default();
                    let members = format!("{name}pool: {{ pool: '{pool}' }}");
                    looks.push(self.members(&logical, &members));
                }
            }
        }
    }

    fn look_at_devices(&self, looks: &mut Vec<Line>) {
        let inside = |medium: &&super::model::Medium| medium.known && medium.place != Place::Shelf;
        let inside = self.media.iter().filter(inside).count();
        let library = "{ library: jukebox }";
        let enabled = self.library_enabled;
        looks.push(self.members(library, &format!("enabled: {enabled}, media: {inside}")));
        looks.push(self.count("PHYSICAL_MEDIA", Some(library), inside));
        for (number, drive) in self.drives.iter().enumerate() {
            let (state, side) = match (drive.hold, drive.idle) {
                (Some(hold), _) => ("LOADED", self.side_word((hold.medium, hold.side))),
                (None, Some((medium, side, _))) => ("DISMOUNTABLE", self.side_word((medium, side))),
                (None, None) => ("DISMOUNTED", "nothing".to_owned()),
            };
            let (enabled, mounted) = (self.library_enabled && drive.enabled, drive.mounted);
            let members =
                format!("state: {state}, side: {side}, enabled: {enabled}, mount-count: {mounted}");
            looks.push(self.members(&format!("{{ drive: [jukebox, {number}] }}"), &members));
        }
    }

    fn look_at_requests(&self, looks: &mut Vec<Line>) {
        let all = self.count("OPREQUEST", None, self.requests.len());
        looks.push(Line { save: Some("asked"), ..all });
        for (at, request) in self.requests.iter().enumerate() {
            let command = match request.asked {
                Asked::Message => "MESSAGE",
                Asked::NewMedia => "NEWMEDIA",
                Asked::MoveMedia => "MOVEMEDIA",
            };
            let state = match request.answered {
                Answered::Not => String::new(),
                Answered::Complete => ", state: COMPLETE".to_owned(),
                Answered::Refused => ", state: REFUSED".to_owned(),
            };
            looks
                .push(self.members(&format!("$asked.{at}"), &format!("request: {command}{state}")));
        }
    }
}
