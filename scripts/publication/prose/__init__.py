"""Binds prose to data: finds bound passages, checks them, rewrites them; holds no prose itself."""

from .bindings import Binding, bindings_in, plain, replace_bindings
from .checking import page_problems, updated
from .quotations import Quotation, quotations_in
from .study_texts import study_prose_problems, with_plain_texts
from .vocabulary import Vocabulary, vocabulary_of

__all__ = [
    "Binding",
    "Quotation",
    "Vocabulary",
    "bindings_in",
    "page_problems",
    "plain",
    "quotations_in",
    "replace_bindings",
    "study_prose_problems",
    "updated",
    "vocabulary_of",
    "with_plain_texts",
]
