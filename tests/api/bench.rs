//! `make bench` in small: both ways move, and every figure is one.

use openweave_tests::bench::{Way, measure};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bench_runs_in_small_and_its_log_holds() {
    for way in Way::ALL {
        for (clients, moves) in [(1, 6), (4, 5)] {
            let figures = measure(way, clients, moves).await;
            assert_eq!(figures.waits.len(), clients * moves, "{figures}");
            assert!(
                (1..=figures.waits.len()).contains(&figures.batches),
                "{figures}"
            );
            for figure in [
                figures.rate(),
                figures.bare_rate(),
                figures.wait_ms(50),
                figures.wait_ms(99),
            ] {
                assert!(figure.is_finite() && figure > 0.0, "{figures}");
            }
            assert!(figures.wait_ms(50) <= figures.wait_ms(99), "{figures}");
        }
    }
}
