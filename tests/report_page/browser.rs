//! The page as a real browser lays it out. Needs a Chromium, Chrome or Firefox, so it is ignored by default; CONTRIBUTING.md
//! has the command.
//!
//! The test serves the page on loopback with a script at its end that looks at the layout and asks for a path that says what
//! it found: that works with every browser.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mycelium_report::{Page, line_chart};

use crate::report;

/// How long a browser may take to start and to look.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the browser is told to look for, and to whom it says it: the page itself has no scripts. Texts of a drawing must lie
/// inside of it and must not cover each other.
const LOOK: &str = "<script>
const found = [];
for (const svg of document.querySelectorAll('svg')) {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent.trim(), text.getBoundingClientRect()]);
  for (const [text, box] of texts)
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      found.push('clipped: ' + text);
  texts.forEach(([text, box], at) => texts.slice(0, at).forEach(([other, its]) => {
    if (box.left < its.right - 1 && its.left < box.right - 1 && box.top < its.bottom - 3 && its.top < box.bottom - 3)
      found.push('covered: ' + text + ' by ' + other);
  }));
  if (frame.width < 200 || texts.length < 4) found.push('a drawing is not there');
}
if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('the page is wider than the window');
fetch('/found/' + encodeURIComponent(document.querySelectorAll('svg').length + ' drawings; found: ' + JSON.stringify(found)));
</script></body>";

/// The browser: `BROWSER`, or the first that is on the machine.
fn browser() -> PathBuf {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome", "firefox"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let mut all = std::env::var_os("BROWSER").map(PathBuf::from).into_iter().chain(on_path);
    all.find(|file| file.is_file()).expect("no chromium, google-chrome or firefox on the PATH; name one in BROWSER")
}

/// A browser with a fresh profile; both go with it.
struct Browsing {
    process: Child,
    profile: PathBuf,
}

impl Browsing {
    fn start(address: &str, width: u32, dark: bool) -> Self {
        let profile = std::env::temp_dir().join(format!("mycelium-report-{}-{width}-{dark}", std::process::id()));
        std::fs::create_dir_all(&profile).expect("a fresh directory");
        let program = browser();
        let mut command = Command::new(&program);
        if program.ends_with("firefox") {
            command.args(["--headless", "--no-remote", "--profile"]).arg(&profile);
            command.arg(format!("--window-size={width},900"));
        } else {
            // Without a sandbox, and in few processes: it sees only this page, and containers allow no more.
            command.args(["--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"]);
            command.args(["--no-first-run", "--single-process"]);
            command.arg(format!("--window-size={width},900")).arg(format!("--user-data-dir={}", profile.display()));
            if dark {
                command.arg("--blink-settings=preferredColorScheme=0");
            }
        }
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { process: command.spawn().expect("the browser can be started"), profile }
    }
}

impl Drop for Browsing {
    fn drop(&mut self) {
        // It may have ended already.
        drop((self.process.kill(), self.process.wait(), std::fs::remove_dir_all(&self.profile)));
    }
}

/// The path that a browser asks for, if it asks for one.
fn asked(stream: &TcpStream) -> Option<String> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    Some(line.split(' ').nth(1)?.to_owned())
}

fn answer(mut stream: &TcpStream, body: &str) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\nContent-Length:";
    write!(stream, "{head} {}\r\n\r\n{body}", body.len())
}

fn decoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(b'?'));
        bytes.extend(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a page looks like in a window of this width, in light or dark.
fn looked_at(html: &str, width: u32, dark: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback is there");
    listener.set_nonblocking(true).expect("a listener can be asked");
    let address = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let _browsing = Browsing::start(&address, width, dark);
    let page = html.replace("</body>", LOOK);
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let Ok((stream, _)) = listener.accept() else {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        };
        let path = asked(&stream);
        match path.as_deref() {
            // A browser may open connections that it does not use, and close them.
            None => {}
            Some("/") => drop(answer(&stream, &page)),
            Some("/favicon.ico") => drop(answer(&stream, "")),
            Some(path) => match path.strip_prefix("/found/") {
                Some(found) => return decoded(found),
                None => panic!("the page asked for {path}"),
            },
        }
    }
    panic!("{}: it said nothing within {PATIENCE:?}", browser().display());
}

#[test]
#[ignore = "needs a browser; see CONTRIBUTING.md"]
fn nothing_is_clipped_in_a_browser() {
    let html = mycelium_report::page(&report());
    for (width, dark) in [(1_200, false), (1_200, true), (500, false)] {
        assert_eq!(looked_at(&html, width, dark), "6 drawings; found: []", "{width} wide, dark: {dark}");
    }
}

#[test]
#[ignore = "needs a browser; see CONTRIBUTING.md"]
fn long_names_and_large_figures_fit_in_a_browser() {
    let names: Vec<String> = (0..20).map(|number| format!("market_data_{number} -> signal_generator")).collect();
    let points: Vec<(f64, f64)> = (0..600).map(|at| (f64::from(at), f64::from(at * at) * 1e4)).collect();
    let series: Vec<(&str, &[(f64, f64)])> = names.iter().map(|name| (name.as_str(), &points[..])).collect();
    let charts = ["ns", "bytes", "messages/s"].map(|unit| line_chart("Of every edge", unit, &series));
    let html = charts.iter().fold(Page::new("Edges"), |page, chart| page.chart(chart)).to_html();
    assert_eq!(looked_at(&html, 1_200, false), "3 drawings; found: []");
}
