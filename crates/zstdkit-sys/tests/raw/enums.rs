//! Enums of C are numbers with names.

use zstdkit_sys::{ZSTD_ResetDirective, ZSTD_cParam_getBounds, ZSTD_cParameter, ZSTD_strategy};

#[test]
fn a_number_without_a_name_is_a_value_all_the_same() {
    // SAFETY: takes any number; an unknown one is an error in the answer.
    let bounds = unsafe { ZSTD_cParam_getBounds(ZSTD_cParameter(31_337)) };
    assert_ne!(bounds.error, 0);
}

#[test]
fn bounds_come_from_libzstd() {
    // SAFETY: takes any number.
    let bounds = unsafe { ZSTD_cParam_getBounds(ZSTD_cParameter::ZSTD_c_strategy) };
    assert_eq!(bounds.error, 0);
    assert_eq!(bounds.lowerBound, ZSTD_strategy::ZSTD_fast.0.cast_signed());
    assert_eq!(bounds.upperBound, ZSTD_strategy::ZSTD_btultra2.0.cast_signed());
}

#[test]
fn bits_combine() {
    let both =
        ZSTD_ResetDirective::ZSTD_reset_session_only | ZSTD_ResetDirective::ZSTD_reset_parameters;
    assert_eq!(both, ZSTD_ResetDirective::ZSTD_reset_session_and_parameters);
}

#[cfg(feature = "experimental")]
#[test]
fn experimental_parameters_have_their_names() {
    use zstdkit_sys as raw;
    assert_eq!(ZSTD_cParameter::ZSTD_c_format, ZSTD_cParameter::ZSTD_c_experimentalParam2);
    assert_eq!(raw::ZSTD_STRATEGY_MAX, ZSTD_strategy::ZSTD_btultra2);
    // SAFETY: takes any number.
    let bounds = unsafe { ZSTD_cParam_getBounds(ZSTD_cParameter::ZSTD_c_windowLog) };
    assert_eq!(bounds.lowerBound, raw::ZSTD_WINDOWLOG_MIN);
    assert_eq!(bounds.upperBound, raw::ZSTD_WINDOWLOG_MAX);
}
