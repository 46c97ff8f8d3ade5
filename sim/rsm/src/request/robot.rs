//! Who has the robot of a library: one job at a time, in the order in which they asked for it.

use super::job::JobId;
use crate::engine::Rsm;

impl Rsm {
    /// Lets the next job have the robot.
    pub(super) fn release_robot(&mut self, worker: usize, id: JobId) {
        let there = &mut self.work.workers[worker];
        if there.robot != Some(id) {
            return;
        }
        there.robot = None;
        self.lend_robot(worker);
    }

    pub(super) fn lend_robot(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        if there.trouble.is_none()
            && there.robot.is_none()
            && let Some(next) = there.wants_robot.pop_front()
        {
            self.begin_step(worker, next);
        }
    }
}
