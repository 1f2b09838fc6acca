//! The cheapest way to carry goods from the pools that hold them to those who want them: the transportation
//! problem, solved exactly and in whole numbers.
//!
//! Wants are met one after the other, each over the cheapest path to a pool with something left, where a path
//! may push those who were met before from pool to pool. Successive shortest paths, with prices of the pools that keep
//! every step of a path from costing less than nothing (Ahuja, Magnanti, Orlin: Network Flows, 1993, section 9.7).
//! The paths run over the pools only, of which there are few: a want is a bundle of ways between them.

use std::collections::BTreeMap;

/// The most pairs of a want and a pool; a larger problem is not tried.
pub const PAIRS_MAX: usize = 8_000_000;
/// The most that a unit costs: sums along a path stay far from the end of the numbers.
pub const COST_MAX: i64 = 1 << 40;

/// Somebody who wants goods.
#[derive(Clone, Debug)]
pub struct Want {
    /// How much, units.
    pub quantity: u64,
    /// By pool, what a unit from there costs, 0 to [`COST_MAX`]; `None` where none may come from there.
    pub costs: Vec<Option<i64>>,
}

/// By want, how much it gets from which pools, in their order.
pub type Flow = Vec<Vec<(usize, u64)>>;

/// Meets all wants from pools of these sizes at the least cost; `None` where that can't be done, or is more
/// than [`PAIRS_MAX`].
pub fn cheapest(pools: &[u64], wants: &[Want]) -> Option<Flow> {
    if pools.len().saturating_mul(wants.len()) > PAIRS_MAX {
        return None;
    }
    let mut carried = Carried {
        wants,
        left: pools.to_vec(),
        takers: vec![BTreeMap::new(); pools.len()],
        prices: vec![0; pools.len()],
    };
    for want in 0..wants.len() {
        carried.meet(want)?;
    }
    Some(carried.by_want())
}

/// What is carried so far; always the cheapest for the wants that were met.
struct Carried<'a> {
    wants: &'a [Want],
    /// By pool.
    left: Vec<u64>,
    /// By pool, who takes how much of it.
    takers: Vec<BTreeMap<usize, u64>>,
    /// By pool, at most zero, and zero while something is left in it: what one more unit in it would change.
    prices: Vec<i64>,
}

/// How a pool is reached.
#[derive(Clone, Copy)]
struct Reached {
    cost: i64,
    /// Who would take from it.
    taker: usize,
    /// Which pool that one would leave for it; `None` for the want that is being met.
    leaves: Option<usize>,
}

impl Carried<'_> {
    fn meet(&mut self, want: usize) -> Option<()> {
        let mut open = self.wants[want].quantity;
        while open > 0 {
            let (reached, last) = self.search(want)?;
            let path = path(&reached, last);
            let quantity = self.fits(&path, last).min(open);
            self.push(&path, last, quantity);
            open -= quantity;
        }
        Some(())
    }

    /// The cheapest path from a want to a pool with something left; sets the prices by it.
    fn search(&mut self, want: usize) -> Option<(Vec<Option<Reached>>, usize)> {
        let mut reached: Vec<Option<Reached>> = vec![None; self.left.len()];
        let mut done = vec![false; self.left.len()];
        self.reach(&mut reached, &done, want, None, 0);
        loop {
            let open = reached.iter().enumerate().filter(|(pool, _)| !done[*pool]);
            let open = open.filter_map(|(pool, row)| Some((row.as_ref()?.cost, pool)));
            let (cost, pool) = open.min()?;
            if self.left[pool] > 0 {
                self.set_prices(&reached, &done, cost);
                return Some((reached, pool));
            }
            done[pool] = true;
            for taker in self.takers[pool].keys().copied() {
                if let Some(own) = self.priced(taker, pool) {
                    self.reach(&mut reached, &done, taker, Some(pool), cost - own);
                }
            }
        }
    }

    /// Looks where somebody could take instead, if it costs this to get there.
    fn reach(
        &self,
        reached: &mut [Option<Reached>],
        done: &[bool],
        taker: usize,
        leaves: Option<usize>,
        base: i64,
    ) {
        for (pool, best) in reached.iter_mut().enumerate().filter(|row| !done[row.0]) {
            let Some(own) = self.priced(taker, pool) else {
                continue;
            };
            let cost = base + own;
            if best.is_none_or(|best| cost < best.cost) {
                *best = Some(Reached {
                    cost,
                    taker,
                    leaves,
                });
            }
        }
    }

    fn priced(&self, want: usize, pool: usize) -> Option<i64> {
        let cost = self.wants[want].costs[pool];
        cost.map(|cost| cost - self.prices[pool])
    }

    /// Pools that are nearer than the end of the path are worth the difference.
    fn set_prices(&mut self, reached: &[Option<Reached>], done: &[bool], end: i64) {
        let nearer = reached.iter().enumerate().filter(|(pool, _)| done[*pool]);
        for (pool, row) in nearer {
            self.prices[pool] += row.map_or(0, |row| row.cost - end);
        }
    }

    fn fits(&self, path: &[Reached], last: usize) -> u64 {
        let moves = path.iter().filter_map(|step| {
            let pool = step.leaves?;
            self.takers[pool].get(&step.taker).copied()
        });
        moves.fold(self.left[last], u64::min)
    }

    fn push(&mut self, path: &[Reached], last: usize, quantity: u64) {
        self.left[last] -= quantity;
        let mut to = last;
        for step in path {
            *self.takers[to].entry(step.taker).or_default() += quantity;
            let Some(from) = step.leaves else {
                return;
            };
            if let Some(taken) = self.takers[from].get_mut(&step.taker) {
                *taken -= quantity;
            }
            self.takers[from].retain(|_, taken| *taken > 0);
            to = from;
        }
    }

    fn by_want(&self) -> Flow {
        let mut flow = vec![Vec::new(); self.wants.len()];
        for (pool, takers) in self.takers.iter().enumerate() {
            for (want, quantity) in takers {
                flow[*want].push((pool, *quantity));
            }
        }
        flow
    }
}

/// The steps to a pool, the last one first.
fn path(reached: &[Option<Reached>], last: usize) -> Vec<Reached> {
    let mut path = Vec::new();
    let mut at = Some(last);
    while let Some(step) = at.and_then(|pool| reached[pool]) {
        path.push(step);
        at = step.leaves;
    }
    path
}

#[cfg(test)]
mod tests;
