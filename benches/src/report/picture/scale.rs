//! Where values are on an axis, and which of them stand at it.

/// What an axis is of.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Axis {
    pub(in crate::report) name: &'static str,
    /// Each step is as far as it multiplies, not as it adds.
    pub(in crate::report) is_logarithmic: bool,
    /// The value that it begins with, unless it's a little below the lowest.
    pub(in crate::report) from: Option<f64>,
}

/// An axis with its values' places.
#[derive(Debug)]
pub(super) struct Scale {
    axis: Axis,
    low: f64,
    high: f64,
    pixels: (f64, f64),
}

impl Scale {
    /// An axis along `pixels` on which these values have room.
    pub(super) fn new(axis: Axis, values: impl Iterator<Item = f64>, pixels: (f64, f64)) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.chain(axis.from) {
            (low, high) = (low.min(value), high.max(value));
        }
        let mut scale = Self { axis, low, high, pixels };
        let (low, high) = (scale.measure(low), scale.measure(high));
        let room = ((high - low) * 0.06).max(1e-3);
        let low = if axis.from.is_some() { low } else { low - room };
        (scale.low, scale.high) = (scale.value(low), scale.value(high + room));
        scale
    }

    fn measure(&self, value: f64) -> f64 {
        if self.axis.is_logarithmic { value.log10() } else { value }
    }

    fn value(&self, measure: f64) -> f64 {
        if self.axis.is_logarithmic { 10_f64.powf(measure) } else { measure }
    }

    /// The pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.measure(self.low), self.measure(self.high));
        let (from, to) = self.pixels;
        from + (self.measure(value) - low) / (high - low) * (to - from)
    }

    /// Round values, up to ten of them.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let is_shown = |value: &f64| (self.low..=self.high).contains(value);
        if self.axis.is_logarithmic {
            let decades = (-3..7).map(|power| 10_f64.powi(power));
            return decades.flat_map(|it| [it, 2.0 * it, 5.0 * it]).filter(is_shown).collect();
        }
        let span = self.high - self.low;
        let power = 10_f64.powf((span / 10.0).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        let step = steps.into_iter().find(|step| span / step <= 10.0).unwrap_or(span);
        let first = (self.low / step).ceil();
        (0..16).map(|count| (first + f64::from(count)) * step).filter(is_shown).collect()
    }
}

/// Without more decimals than it has.
pub(super) fn round(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_between_the_ends_and_round_ones_stand_at_the_axis() {
        let axis = Axis { name: "", is_logarithmic: false, from: Some(0.0) };
        let scale = Scale::new(axis, [1.0, 2.3].into_iter(), (100.0, 0.0));
        assert_eq!(scale.at(0.0), 100.0);
        assert!(scale.at(2.3) > 0.0 && scale.at(1.0) > scale.at(2.3));
        let ticks: Vec<String> = scale.ticks().into_iter().map(round).collect();
        assert_eq!(ticks, ["0", "0.5", "1", "1.5", "2"]);
    }

    #[test]
    fn as_far_between_one_and_ten_as_between_ten_and_a_hundred() {
        let axis = Axis { name: "", is_logarithmic: true, from: None };
        let scale = Scale::new(axis, [1.0, 100.0].into_iter(), (0.0, 200.0));
        let steps = [scale.at(10.0) - scale.at(1.0), scale.at(100.0) - scale.at(10.0)];
        assert!((steps[0] - steps[1]).abs() < 1e-9 && scale.at(1.0) > 0.0, "{steps:?}");
        let ticks: Vec<String> = scale.ticks().into_iter().map(round).collect();
        assert_eq!(ticks, ["1", "2", "5", "10", "20", "50", "100"]);
    }

    #[test]
    fn one_value_alone_has_a_place() {
        let axis = Axis { name: "", is_logarithmic: false, from: None };
        let at = Scale::new(axis, [3.0].into_iter(), (0.0, 10.0)).at(3.0);
        assert!((at - 5.0).abs() < 1e-6, "{at}");
    }
}
