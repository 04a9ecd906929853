// Opens the dashboard in a real browser: `node look.mjs URL SCREENSHOT`. Prints what it found as one line of JSON.
// The packages come from the directory that MYCELIUM_BROWSER names.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [url, screenshot] = process.argv.slice(2);
const require = createRequire(process.env.MYCELIUM_BROWSER + "/package.json");
const playwright = require("playwright-core");
const { default: packed } = await import(pathToFileURL(require.resolve("@sparticuz/chromium")).href);

const executablePath = await packed.executablePath();
const browser = await playwright.chromium.launch({ executablePath, args: packed.args, timeout: 30000 });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  const errors = [], outside = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    const isInside = request.url().startsWith(url) || request.url().startsWith("data:");
    if (!isInside) outside.push(request.url());
  });
  await page.goto(url);
  // Until a rate is there and at least ten seconds of history.
  await page.waitForFunction(() => document.querySelectorAll("#edges .spark").length > 1, null, { timeout: 20000 });
  await page.waitForTimeout(Number(process.env.MYCELIUM_BROWSER_WAIT_MS || 3000));
  // In one go: the page draws anew each second.
  const found = await page.evaluate(() => {
    const svg = document.getElementById("topology"), outer = svg.getBoundingClientRect();
    const all = (selector) => [...document.querySelectorAll(selector)];
    const texts = (selector) => all(selector).map((one) => one.textContent);
    const isInside = (part) => {
      const inner = part.getBoundingClientRect();
      const isAcross = inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
      return isAcross && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    };
    const isVisible = (box) => box.getBoundingClientRect().width > 20 && box.getBoundingClientRect().height > 20;
    return {
      fits: all("#topology rect, #topology text, #topology path").every(isInside),
      boxes: all("#topology rect").filter(isVisible).length,
      down: all("#topology .actor.down").length,
      state: texts("#state")[0],
      names: texts("#topology .name"),
      labels: texts("#topology .label"),
      edges: texts("#edges tr"),
    };
  });
  await page.screenshot({ path: screenshot, fullPage: true });
  console.log(JSON.stringify({ errors, outside, ...found }));
} finally {
  await browser.close();
}
