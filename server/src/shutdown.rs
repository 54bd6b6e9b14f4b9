//! How a server ends: it stops accepting, finishes what was begun, tells everyone, and is gone within ten seconds.
//! Nothing acknowledged can be lost by ending earlier; this is politeness.

use std::{sync::Arc, time::Duration};

use tokio_util::task::TaskTracker;

use crate::state::App;

/// Draining takes at most this long.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// Requests that were begun have this long of it.
const REQUESTS_WITHIN: Duration = Duration::from_secs(5);

/// Clients come back spread over this time.
const RETURN_WITHIN: Duration = Duration::from_secs(3);

/// Done when the process is asked to end: SIGTERM, SIGINT, Ctrl+C. It listens from this call on, not only once it is waited
/// for, so that a signal during a long start is not lost.
pub fn signal() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let ends = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    };
    async move {
        #[cfg(unix)]
        if let (Ok(mut terminate), Ok(mut interrupt)) = ends {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        if tokio::signal::ctrl_c().await.is_err() {
            // Without signals the process can only be killed.
            std::future::pending::<()>().await;
        }
    }
}

/// Waits for the requests that were begun, then ends all lines. In this order nothing comes to the hub after its end.
pub async fn drain(app: &Arc<App>, connections: &TaskTracker) {
    connections.close();
    app.lines.close();
    app.closing.cancel();
    let drained = tokio::time::timeout(DRAIN_WITHIN, async {
        let requests = tokio::time::timeout(REQUESTS_WITHIN, connections.wait()).await;
        app.hub.shut_down(RETURN_WITHIN).await;
        app.lines.wait().await;
        requests
    });
    if !matches!(drained.await, Ok(Ok(()))) {
        tracing::warn!(connections = connections.len(), lines = app.lines.len(), "some connections did not end in time");
    }
}
