//! HTTP for the page: four fixed answers, to `GET` only, for this machine only.
//!
//! Bounded: so many connections at a time, one request on each, so many bytes, so much time. A name in `Host` that is not
//! this machine's is refused: a page of another site that has its own name point here reads nothing.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Document;

/// How many connections are answered at a time; more wait to be accepted.
const CONNECTIONS_MAX: usize = 32;
/// The longest request, in bytes.
const REQUEST_BYTES_MAX: usize = 8_192;
/// Within what time a request must be there.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(2);
/// Within what time a connection must be done.
const CONNECTION_TIME_MAX: Duration = Duration::from_secs(10);
/// The pause after the system had no room for a connection.
const PAUSE: Duration = Duration::from_millis(50);

const PAGE: &str = include_str!("page/index.html");
const SCRIPT: &str = include_str!("page/dashboard.js");
const STYLE: &str = include_str!("page/dashboard.css");
/// Nothing is loaded from elsewhere, and nothing frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers for ever.
pub(super) async fn serve(listener: TcpListener, shown: watch::Receiver<Document>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        // It is never closed, so there is always a place in the end.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                let shown = shown.clone();
                connections.spawn(async move {
                    let _place = place;
                    // Its errors say that the browser has gone, or sent what is no HTTP, and was told so.
                    drop(timeout(CONNECTION_TIME_MAX, connection(stream, shown)).await);
                });
            }
            Err(error) => {
                tracing::warn!("a connection was not accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, shown: watch::Receiver<Document>) -> hyper::Result<()> {
    let service = service_fn(|request| std::future::ready(Ok::<_, Infallible>(answer(&request, &shown))));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIME_MAX)
        .max_buf_size(REQUEST_BYTES_MAX)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn answer(request: &Request<Incoming>, shown: &watch::Receiver<Document>) -> Response<Full<Bytes>> {
    const TEXT: &str = "text/plain; charset=utf-8";
    let text = |text: &'static str| Bytes::from_static(text.as_bytes());
    let (status, kind, body) = if !is_for_this_machine(request.headers()) {
        (StatusCode::FORBIDDEN, TEXT, text("this page is for 127.0.0.1 and localhost only\n"))
    } else if request.method() != Method::GET {
        (StatusCode::METHOD_NOT_ALLOWED, TEXT, text("only GET\n"))
    } else {
        match request.uri().path() {
            "/" => (StatusCode::OK, "text/html; charset=utf-8", text(PAGE)),
            "/dashboard.js" => (StatusCode::OK, "text/javascript; charset=utf-8", text(SCRIPT)),
            "/dashboard.css" => (StatusCode::OK, "text/css; charset=utf-8", text(STYLE)),
            "/status.json" => {
                let document = Arc::clone(&shown.borrow());
                (StatusCode::OK, "application/json", Bytes::from_owner(document))
            }
            _ => (StatusCode::NOT_FOUND, TEXT, text("there is `/` and `/status.json`\n")),
        }
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET"));
    }
    response
}

/// Whether the one `Host` is a name of this machine, whatever the port: it may be a forwarded one.
fn is_for_this_machine(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| match host.strip_prefix(name) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered() {
        let check = |hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
            }
            is_for_this_machine(&headers)
        };
        for good in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]:65535"] {
            assert!(check(&[good]), "{good}");
        }
        for bad in ["", "evil.example", "127.0.0.1.evil.example", "localhost:", "localhost:x", "localhost:65536"] {
            assert!(!check(&[bad]), "{bad}");
        }
        assert!(!check(&[]) && !check(&["localhost", "evil.example"]));
    }
}
