"""The estimator contract: scikit-learn's own checks where they apply, ours where they do not."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from support.made_up import THEMES, city, item

from matcher.programme.models import Evidence
from matcher.vectors import ContextQuantizer, ProfileVectorizer

CITIES = [
    city("cn-b", ["A1", item("C1", 3)], ["H1"], figures={"population": 2e6, "pm25": 40.0}),
    city("cn-a", [], [item("A1", 1, year=None)], figures={"population": 5e5}, climate="Cfa"),
    city("us-a", ["I1"], [], no_capabilities=["A1"], climate="BSk"),
]


@parametrize_with_checks([ContextQuantizer()])
def test_context_quantizer_passes_every_scikit_learn_check(estimator, check) -> None:
    check(estimator)


# ProfileVectorizer takes profiles, not a 2-d array of numbers, and needs `themes`; scikit-learn
# then skips its own checks silently. Each family of checks is answered here instead:
#   check_no_attributes_set_in_init, check_parameters_default_constructible -> parameters kept as
#     given (themes has no default on purpose: the columns are the vocabulary)
#   check_estimators_unfitted            -> unfitted raises NotFittedError
#   check_transformer_general, _data_not_an_array -> fit_transform equals fit then transform
#   check_methods_subset_invariance, _sample_order_invariance -> rows do not depend on each other
#   check_fit_idempotent, check_dict_unchanged, check_dont_overwrite_attributes
#   check_estimators_pickle, check_readonly_memmap_input -> pickles; input never mutated
#   check_dataframe_column_names_consistency, check_transformer_get_feature_names_out
#   check_estimators_dtypes, check_estimators_nan_inf, check_complex_data, check_fit2d_* do not
#     apply: numbers reach it only inside validated profiles, which refuse NaN and infinity.


def fitted() -> ProfileVectorizer:
    return ProfileVectorizer(THEMES).fit(CITIES)


def test_parameters_are_kept_as_given_and_clone() -> None:
    evidence = Evidence(inferred=0.1)
    estimator = ProfileVectorizer(THEMES, evidence)
    copied = clone(estimator)
    assert copied.get_params() == estimator.get_params()
    assert set(vars(estimator)) == {"themes", "evidence", "emphasis"}
    assert estimator.set_params(evidence=None).evidence is None


def test_unfitted_raises() -> None:
    with pytest.raises(NotFittedError):
        ProfileVectorizer(THEMES).transform(CITIES)


def test_fit_transform_is_fit_then_transform_and_fit_is_idempotent() -> None:
    estimator = ProfileVectorizer(THEMES)
    first = estimator.fit_transform(CITIES)
    pd.testing.assert_frame_equal(first, estimator.transform(CITIES))
    pd.testing.assert_frame_equal(first, estimator.fit(CITIES).transform(CITIES))


def test_transform_changes_neither_the_estimator_nor_the_input() -> None:
    estimator = fitted()
    before = {name: pickle.dumps(value) for name, value in vars(estimator).items()}
    texts = [c.model_dump_json() for c in CITIES]
    estimator.transform(CITIES)
    assert {name: pickle.dumps(value) for name, value in vars(estimator).items()} == before
    assert [c.model_dump_json() for c in CITIES] == texts


def test_rows_do_not_depend_on_each_other_or_on_the_order() -> None:
    estimator = fitted()
    whole = estimator.transform(CITIES)
    for profile in CITIES:
        pd.testing.assert_frame_equal(estimator.transform([profile]), whole.loc[[profile.id]])
    shuffled = ProfileVectorizer(THEMES).fit(CITIES[::-1]).transform(CITIES)
    pd.testing.assert_frame_equal(shuffled, whole)


def test_city_ids_are_the_index_and_columns_have_names() -> None:
    estimator = fitted()
    frame = estimator.transform(pd.DataFrame({"profile": CITIES}))
    assert list(frame.index) == ["cn-b", "cn-a", "us-a"]
    assert frame.index.name == "city"
    assert list(frame.columns) == list(estimator.get_feature_names_out())
    assert len(set(frame.columns)) == frame.shape[1]


def test_pickles_and_goes_through_json() -> None:
    estimator = fitted()
    whole = estimator.transform(CITIES)
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(estimator)).transform(CITIES), whole)
    state = json.loads(json.dumps(estimator.get_state()))
    pd.testing.assert_frame_equal(
        ProfileVectorizer(THEMES).set_state(state).transform(CITIES), whole
    )


def test_works_in_a_pipeline() -> None:
    pipeline = make_pipeline(
        ProfileVectorizer(THEMES), SimpleImputer(keep_empty_features=True), StandardScaler()
    )
    scaled = clone(pipeline).fit_transform(CITIES)
    assert scaled.shape == (3, len(fitted().get_feature_names_out()))
    pickle.loads(pickle.dumps(pipeline.fit(CITIES)))


def test_needs_sum_to_4096_and_missing_context_is_nan() -> None:
    frame = fitted().transform(CITIES)
    needs = frame.filter(like="need__")
    np.testing.assert_array_equal(needs.sum(axis=1), [4096, 0, 4096])
    assert np.isnan(frame.loc["us-a", "context__population"])
    assert frame.loc["cn-b", "context__population"] == 255


def test_unrecorded_capability_stands_at_the_mean_over_all_cities() -> None:
    frame = fitted().transform(CITIES)
    # One of three cities records H1 at level 2 (declared, 2024: full worth).
    assert frame.loc["cn-b", "capability__H1"] == 2
    assert frame.loc["cn-a", "capability__H1"] == pytest.approx(2 / 3)
    assert frame.loc["us-a", "capability__A1"] == 0  # says it has none


def test_wrong_input_is_named() -> None:
    with pytest.raises(TypeError, match="column 'profile'"):
        fitted().transform([1, 2])
