//! The middle of many figures, and how far they spread.

/// A median with the quartiles around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) first_quartile: f64,
    pub(crate) median: f64,
    pub(crate) third_quartile: f64,
}

impl Summary {
    /// Sums up `figures`; all three are NaN where there are none.
    pub(crate) fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self {
            first_quartile: quantile(&figures, 0.25),
            median: quantile(&figures, 0.5),
            third_quartile: quantile(&figures, 0.75),
        }
    }
}

/// The value below which the given part of the figures, which are sorted, lies; between two of
/// them, in proportion.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = part * last as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_figures_in_proportion() {
        let odd = Summary::of(vec![5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!((odd.first_quartile, odd.median, odd.third_quartile), (2.0, 3.0, 4.0));
        let even = Summary::of(vec![4.0, 1.0, 3.0, 2.0]);
        assert_eq!((even.first_quartile, even.median, even.third_quartile), (1.75, 2.5, 3.25));
        let one = Summary::of(vec![7.0]);
        assert_eq!((one.first_quartile, one.median, one.third_quartile), (7.0, 7.0, 7.0));
    }

    #[test]
    fn one_wild_figure_moves_nothing() {
        let calm = Summary::of(vec![1.0; 9]);
        let wild = Summary::of([&[1.0; 8][..], &[1000.0]].concat());
        assert_eq!(calm, wild);
    }

    #[test]
    fn no_figures_have_no_median() {
        assert!(Summary::of(Vec::new()).median.is_nan());
    }
}
