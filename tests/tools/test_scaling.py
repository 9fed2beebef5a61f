"""The benchmark of scaling: what it extrapolates from the CPU time of each process."""

from bench.scaling import BROKER_CORES, Scale


def test_the_slowest_kind_of_process_decides_on_cores_of_their_own() -> None:
    cpu_s = {"process": 8.0, "deliver": 4.0, "broker": 1.0, "the load and the rest": 3.0}
    run = Scale(2, 1_000, 10.0, cpu_s, {})
    assert run.measured == 100.0
    assert run.limits == {"process": 250.0, "deliver": 500.0, "broker": BROKER_CORES * 1_000.0}
    assert run.extrapolated == 250.0


def test_a_process_that_was_not_measured_limits_nothing() -> None:
    assert Scale(4, 100, 1.0, {"process": 2.0}, {}).extrapolated == 200.0
