//! The page as a real browser lays it out. Needs a Chromium or Chrome, so it is ignored by default; CONTRIBUTING.md has the
//! command.

use std::path::PathBuf;
use std::process::Command;

use mycelium_report::{Page, line_chart};

use crate::report;

/// What the browser is told to look for, and where it leaves it: the page itself has no scripts. Texts of a drawing must lie
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
document.title = 'looked at ' + document.querySelectorAll('svg').length + ' drawings; found: ' + JSON.stringify(found);
</script></body>";

/// The browser: `BROWSER`, or the first that is on the machine.
fn browser() -> PathBuf {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let mut all = std::env::var_os("BROWSER").map(PathBuf::from).into_iter().chain(on_path);
    all.find(|file| file.is_file()).expect("no chromium and no google-chrome on the PATH; name one in BROWSER")
}

/// What a page looks like in a window of this width, in light or dark.
fn looked_at(html: &str, width: u32, dark: bool) -> String {
    let name = format!("mycelium-report-{}-{width}-{dark}", std::process::id());
    let (place, profile) = (std::env::temp_dir().join(format!("{name}.html")), std::env::temp_dir().join(name));
    std::fs::write(&place, html.replace("</body>", LOOK)).expect("the page can be written");
    let mut command = Command::new(browser());
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"]);
    command.arg(format!("--window-size={width},900")).arg(format!("--user-data-dir={}", profile.display()));
    // Whatever the page asked for would not be found.
    command.arg("--host-resolver-rules=MAP * ~NOTFOUND");
    if dark {
        command.arg("--blink-settings=preferredColorScheme=0");
    }
    let output = command.arg(&place).output().expect("the browser can be started");
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    drop((std::fs::remove_file(&place), std::fs::remove_dir_all(&profile)));
    let title = page.split("<title>looked at ").nth(1).and_then(|rest| rest.split("</title>").next());
    let title =
        title.unwrap_or_else(|| panic!("the browser showed nothing: {}", String::from_utf8_lossy(&output.stderr)));
    title.to_owned()
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
