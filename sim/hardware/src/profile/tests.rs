//! What must hold for every profile.

use super::*;

#[test]
fn every_profile_is_found_by_its_name_and_says_so() {
    for name in Profile::ALL {
        let profile = Profile::named(name).expect("listed");
        assert_eq!(profile.name, *name);
    }
    assert!(Profile::named("no-such-thing").is_none());
}

#[test]
fn element_ranges_do_not_overlap() {
    for name in Profile::ALL {
        let map = Profile::named(name).expect("listed").with_slots(20_000).with_drives(300).map;
        let ranges = [map.transport, map.storage, map.import_export, map.data_transfer];
        for (index, one) in ranges.iter().enumerate() {
            for other in &ranges[index + 1..] {
                let clash = one.addresses().any(|address| other.index(address).is_some());
                assert!(!clash, "{name}: {one:?} meets {other:?}");
            }
        }
    }
}

#[test]
fn serial_numbers_are_unique_and_stable() {
    for name in Profile::ALL {
        let profile = Profile::named(name).expect("listed").with_serial_prefix("X");
        let mut serials: Vec<_> = profile.drives.iter().map(|drive| &drive.serial).collect();
        serials.extend(profile.changer.iter().map(|changer| &changer.serial));
        let count = serials.len();
        serials.sort();
        serials.dedup();
        assert_eq!(serials.len(), count, "{name}");
        let again = Profile::named(name).expect("listed").with_serial_prefix("X");
        assert_eq!(profile, again);
    }
}

#[test]
fn identities_fit_their_fields() {
    for name in Profile::ALL {
        let profile = Profile::named(name).expect("listed");
        let drives = profile.drives.iter().map(|d| (d.vendor, d.product, d.revision));
        let changer = profile.changer.iter().map(|c| (c.vendor, c.product, c.revision));
        for (vendor, product, revision) in drives.chain(changer) {
            assert!(vendor.len() <= 8 && product.len() <= 16 && revision.len() == 4, "{product}");
        }
    }
}

#[test]
fn overrides_change_what_they_name() {
    let profile = Profile::named("lto-30").expect("listed");
    let changed = profile.clone().with_slots(8).with_drives(1).with_capacity(1 << 20);
    assert_eq!(changed.map.storage.count, 8);
    assert_eq!(changed.drives.len(), 1);
    assert_eq!(changed.drives[0].serial, profile.drives[0].serial);
    assert_eq!(changed.medium.capacity_bytes, 1 << 20);
    assert_eq!(changed.clone().with_robot_factor(f64::NAN), changed);
    assert_eq!(changed.clone().with_robot_factor(0.5).timings.pick, Duration::from_secs(1));
}
