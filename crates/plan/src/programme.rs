//! A mixed integer programme, and the solvers that find its minimum.

use std::fmt;

/// The most nodes of a search; a programme that takes more is given up.
const NODES_MAX: u64 = 200_000;
/// How near to a whole number a variable must be to count as one.
const WHOLE_TOLERANCE: f64 = 1e-6;

/// A minimum that is looked for: variables with a cost, and rows that bound sums of them.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Column {
    cost: f64,
    /// From zero to this.
    most: f64,
    whole: bool,
}

#[derive(Clone, Debug)]
struct Row {
    terms: Terms,
    is: Is,
    bound: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    AtMost,
    AtLeast,
    Exactly,
}

/// A variable of one programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable(usize);

/// A sum of variables, each so many times.
pub type Terms = Vec<(Variable, f64)>;

/// What can find the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// The `microlp` crate, in every build.
    Microlp,
    /// HiGHS, in builds with the feature `highs`.
    #[cfg(feature = "highs")]
    Highs,
}

/// A proven minimum.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// Its cost.
    pub cost: f64,
    values: Vec<f64>,
}

/// Why there is no minimum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsolved(String);

impl Unsolved {
    pub(crate) fn new(why: impl Into<String>) -> Unsolved {
        Unsolved(why.into())
    }
}

impl fmt::Display for Unsolved {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "no optimum was found: {}", self.0)
    }
}

impl std::error::Error for Unsolved {}

impl Minimum {
    /// The value of a variable.
    pub fn value(&self, variable: Variable) -> f64 {
        self.values[variable.0]
    }
}

impl Solver {
    /// The strongest one of this build.
    #[cfg(feature = "highs")]
    pub const BEST: Solver = Solver::Highs;
    /// The strongest one of this build.
    #[cfg(not(feature = "highs"))]
    pub const BEST: Solver = Solver::Microlp;

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Solver::Microlp => "microlp",
            #[cfg(feature = "highs")]
            Solver::Highs => "HiGHS",
        }
    }
}

impl Programme {
    /// A variable from zero to `most` with a cost by the unit.
    pub fn variable(&mut self, cost: f64, most: f64) -> Variable {
        self.column(cost, most, false)
    }

    /// A variable that is either zero or one.
    pub fn choice(&mut self, cost: f64) -> Variable {
        self.column(cost, 1.0, true)
    }

    fn column(&mut self, cost: f64, most: f64, whole: bool) -> Variable {
        self.columns.push(Column { cost, most, whole });
        Variable(self.columns.len() - 1)
    }

    /// The sum of the terms is at most this.
    pub fn at_most(&mut self, terms: Terms, bound: f64) {
        self.row(terms, Is::AtMost, bound);
    }

    /// The sum of the terms is at least this.
    pub fn at_least(&mut self, terms: Terms, bound: f64) {
        self.row(terms, Is::AtLeast, bound);
    }

    /// The sum of the terms is exactly this.
    pub fn exactly(&mut self, terms: Terms, bound: f64) {
        self.row(terms, Is::Exactly, bound);
    }

    fn row(&mut self, terms: Terms, is: Is, bound: f64) {
        self.rows.push(Row { terms, is, bound });
    }

    /// The least cost that meets every row.
    ///
    /// # Errors
    /// When no values meet the rows, the search grew too large, or the solver lost its way.
    pub fn minimum(&self, solver: Solver) -> Result<Minimum, Unsolved> {
        match solver {
            Solver::Microlp => self.by_microlp(),
            #[cfg(feature = "highs")]
            Solver::Highs => self.by_highs(),
        }
    }

    fn by_microlp(&self) -> Result<Minimum, Unsolved> {
        use microlp::{ComparisonOp, OptimizationDirection, Problem, SolutionStatus, SolveOptions};
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let add = |column: &Column| match column.whole {
            true => problem.add_binary_var(column.cost),
            false => problem.add_var(column.cost, (0.0, column.most)),
        };
        let variables: Vec<microlp::Variable> = self.columns.iter().map(add).collect();
        for row in &self.rows {
            let operator = match row.is {
                Is::AtMost => ComparisonOp::Le,
                Is::AtLeast => ComparisonOp::Ge,
                Is::Exactly => ComparisonOp::Eq,
            };
            let terms = row.terms.iter().map(|(of, by)| (variables[of.0], *by));
            problem.add_constraint(terms, operator, row.bound);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(NODES_MAX);
        options.int_tol = WHOLE_TOLERANCE;
        let outcome = problem.solve_with(options);
        let outcome = outcome.map_err(|error| Unsolved(error.to_string()))?;
        match outcome.solution() {
            Some(found) if found.status() == SolutionStatus::Optimal => Ok(Minimum {
                cost: found.objective(),
                values: variables.iter().map(|of| found.var_value(*of)).collect(),
            }),
            Some(_) | None => Err(Unsolved(format!("more than {NODES_MAX} nodes"))),
        }
    }

    #[cfg(feature = "highs")]
    fn by_highs(&self) -> Result<Minimum, Unsolved> {
        use highs::{HighsModelStatus, RowProblem, Sense};
        let mut problem = RowProblem::default();
        let add = |column: &Column| match column.whole {
            true => problem.add_integer_column(column.cost, 0.0..=column.most),
            false => problem.add_column(column.cost, 0.0..=column.most),
        };
        let columns: Vec<highs::Col> = self.columns.iter().map(add).collect();
        for row in &self.rows {
            let terms: Vec<(highs::Col, f64)> = (row.terms.iter())
                .map(|(of, by)| (columns[of.0], *by))
                .collect();
            match row.is {
                Is::AtMost => problem.add_row(..=row.bound, terms),
                Is::AtLeast => problem.add_row(row.bound.., terms),
                Is::Exactly => problem.add_row(row.bound..=row.bound, terms),
            }
        }
        let mut model = problem.optimise(Sense::Minimise);
        model.make_quiet();
        model.set_option("threads", 1);
        model.set_option("mip_rel_gap", 0.0);
        model.set_option("mip_max_nodes", NODES_MAX as i32);
        let solved = model.solve();
        match solved.status() {
            HighsModelStatus::Optimal => Ok(Minimum {
                cost: solved.objective_value(),
                values: solved.get_solution().columns().to_vec(),
            }),
            other => Err(Unsolved(format!("{other:?}"))),
        }
    }
}

#[cfg(test)]
mod tests;
