"""Odoo as it would be without this addon, in a database where it is installed."""

import inspect
from contextlib import ExitStack, contextmanager
from functools import wraps
from unittest.mock import patch

OURS = "odoo.addons.l10n_fr_chorus_pro"
FIELD = "l10n_fr_chorus_"


@contextmanager
def core_alone(env):
    """Have each method of ours that extends one of core do what core's does alone.

    What stays are our columns, which core reads with its own, and our records, such as
    views: give :func:`without_our_fields` what is read.
    """
    with ExitStack() as stack:
        for definition, name in _extensions(env):
            plain = _plain(definition, name)
            stack.enter_context(patch.object(definition, name, plain))
        yield


def without_our_fields(spec):
    """A specification of ``web_read``, with the fields of core alone."""
    return {
        name: {
            key: without_our_fields(value) if key == "fields" else value
            for key, value in field.items()
        }
        for name, field in spec.items()
        if not name.startswith(FIELD)
    }


def _extensions(env):
    """Pairs of a class of ours and a name that a class of core defines as well."""
    found = set()
    for model in env.registry.values():
        classes = [c for c in model.__mro__ if not c.__module__.startswith(OURS)]
        inherited = set().union(*map(vars, classes[:-1]))
        for definition in model.__mro__:
            if definition.__module__.startswith(OURS):
                methods = dict(
                    inspect.getmembers_static(definition, inspect.isfunction)
                )
                found |= {
                    (definition, name)
                    for name in methods.keys() & inherited & vars(definition).keys()
                }
    return found


def _plain(definition, name):
    """The method as if our class did not have it."""

    @wraps(vars(definition)[name])
    def plain(self, *args, **kwargs):
        return getattr(super(definition, self), name)(*args, **kwargs)

    return plain
