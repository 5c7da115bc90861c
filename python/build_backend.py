"""maturin's build backend, asked for one wheel for all versions of Python where that can be had.

The stable ABI has the buffer protocol from Python 3.11 on. Older versions, and builds without the global
lock, get a wheel of their own from the same source.
"""

import sys
import sysconfig

import maturin
from maturin import build_sdist, get_requires_for_build_sdist

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def _settings(config_settings):
    settings = dict(config_settings or {})
    free_threaded = sysconfig.get_config_var("Py_GIL_DISABLED")
    stable = sys.implementation.name == "cpython" and sys.version_info >= (3, 11) and not free_threaded
    if stable and "build-args" not in settings:
        settings["build-args"] = "--features abi3"
    return settings


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return maturin.build_wheel(wheel_directory, _settings(config_settings), metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return maturin.build_editable(wheel_directory, _settings(config_settings), metadata_directory)


def get_requires_for_build_wheel(config_settings=None):
    return maturin.get_requires_for_build_wheel(_settings(config_settings))


def get_requires_for_build_editable(config_settings=None):
    return maturin.get_requires_for_build_editable(_settings(config_settings))


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    return maturin.prepare_metadata_for_build_wheel(metadata_directory, _settings(config_settings))


def prepare_metadata_for_build_editable(metadata_directory, config_settings=None):
    return maturin.prepare_metadata_for_build_editable(metadata_directory, _settings(config_settings))
