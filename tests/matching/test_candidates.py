"""Which rows are worth a comparison."""

import pyarrow as pa

from fairway.matching.backends.candidates import LONE
from fairway.matching.backends.local import candidates
from fairway.matching.keys import sorted_hash


def _keys(*of_rows: str) -> pa.Table:
    pairs = [(sorted_hash(key), place) for place, keys in enumerate(of_rows) for key in keys.split()]
    return pa.table({"key": pa.array([key for key, _ in pairs], pa.int64()), "id": pa.array([at for _, at in pairs])})


def test_in_a_long_list_one_key_alone_proposes_no_pair() -> None:
    # two names with one rare word, and two that also share a phone's last digits
    keys = _keys("wfreequoons wsteel", "wfreequoons wenergy", "wspairau t55512345", "wspairau t55512345")
    assert candidates(keys, None, LONE) == [(0, 1), (2, 3)]
    assert candidates(keys, None, LONE + 1) == [(2, 3)]


def test_a_pair_of_two_keys_of_a_name_is_looked_at_in_any_list() -> None:
    keys = _keys("wspairau jspairauinsurance", "wspairau jspairauinsurance", "winsurance", "winsurance", "winsurance")
    assert (0, 1) in candidates(keys, None, LONE + 1)


def test_in_a_long_list_what_is_faint_of_a_name_proposes_no_pair() -> None:
    # misspelt names that share sound and beginning, and two that share a phone beside
    keys = _keys("kspr aspair", "kspr aspair", "kmtr t55512345", "kmtr t55512345 cmetr|leeds", "cmetr|leeds t55512345")
    assert candidates(keys, None, LONE) == [(0, 1), (2, 3), (2, 4), (3, 4)]
    assert candidates(keys, None, LONE + 1) == [(3, 4)]
