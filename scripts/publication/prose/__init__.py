"""Binds prose to data: finds bound passages, checks them, rewrites them; holds no prose itself."""

from .bindings import Binding, Quotation, bindings_in, plain, quotations_in, replace_bindings
from .checking import Vocabulary, cell_problems, page_problems, quotations_checked, updated, vocabulary_of
from .drafts import Draft, drafts_in
from .study_texts import study_prose_problems, texts_with_cells, with_plain_texts

__all__ = [
    "Binding",
    "Draft",
    "Quotation",
    "Vocabulary",
    "bindings_in",
    "cell_problems",
    "drafts_in",
    "page_problems",
    "plain",
    "quotations_checked",
    "quotations_in",
    "replace_bindings",
    "study_prose_problems",
    "texts_with_cells",
    "updated",
    "vocabulary_of",
    "with_plain_texts",
]
