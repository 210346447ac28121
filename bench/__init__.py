"""The benchmarks behind `./dev bench`: ours against a bare floor and against peers, in one run; never in the tests."""
