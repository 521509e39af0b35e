"""What we take from followthemoney, brought in fast: import this module late, inside functions.

followthemoney reads its 70 YAML files when it is imported. With libyaml instead of the YAML reader
in Python that takes half a second of CPU less, of 1.4; `caseloom --help` needs none of it.
"""

import yaml

_python = yaml.SafeLoader
# The same loader in C, where PyYAML was built with it; put back at once.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", _python)  # type: ignore[misc]  # same interface
try:
    from followthemoney import model as base
    from followthemoney.exc import FollowTheMoneyException, InvalidData
    from followthemoney.model import Model
    from followthemoney.property import Property
    from followthemoney.schema import Schema
    from followthemoney.settings import MODEL_PATH
    from followthemoney.types import registry
    from followthemoney.types.common import PropertyType
    from followthemoney.util import sanitize_text
finally:
    yaml.SafeLoader = _python  # type: ignore[misc]  # the one that was there

__all__ = [
    "MODEL_PATH",
    "FollowTheMoneyException",
    "InvalidData",
    "Model",
    "Property",
    "PropertyType",
    "Schema",
    "base",
    "registry",
    "sanitize_text",
]
