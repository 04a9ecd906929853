//! Charts, as SVG to be put into a page.
//!
//! Each is 640 units wide and 360 high, and takes the width of its place. A title with the unit stands above, then what the
//! colours mean. Figures that are not finite are left out, and so are those that are not positive where the axis is
//! logarithmic. A chart without figures says so.

use mycelium::migration::Distribution;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::axis::{Axis, is_in_labels, label};
use crate::page::escape;
use crate::svg::inline;

/// Series that one chart draws; it says how many more there were.
pub const SERIES_MAX: usize = 8;
/// Points that are drawn of one series; of more, every second, third and so on.
pub const POINTS_MAX: usize = 1_000;
/// Letters of a name that are shown.
const NAME_MAX: usize = 28;

const SIZE: (u32, u32) = (640, 360);
const MARGIN: i32 = 12;
/// Of fonts, whose letters come out a fifth smaller.
const TITLE_SIZE: i32 = 20;
const TEXT_SIZE: i32 = 17;
/// How wide a letter is at most, on average.
const LETTER: i32 = 8;
/// From one line of names to the next.
const NAMES_LINE: i32 = 22;

/// Colours that can be told from each other, on white and on black.
const COLOURS: [RGBColor; SERIES_MAX] = [
    RGBColor(0xd9, 0x73, 0x0d),
    RGBColor(0x3b, 0x82, 0xd6),
    RGBColor(0x2e, 0x9e, 0x5b),
    RGBColor(0x9a, 0x5f, 0xd0),
    RGBColor(0xd6, 0x45, 0x50),
    RGBColor(0x17, 0x95, 0xa5),
    RGBColor(0x8a, 0x8a, 0x00),
    RGBColor(0xd1, 0x50, 0x9b),
];

/// One bar of a [`bar_chart`].
#[derive(Debug, Clone, PartialEq)]
pub struct Bar<'a> {
    /// What stands below it.
    pub label: &'a str,
    /// Its height.
    pub value: f64,
    /// The smallest and the largest of what the value is the median of, drawn as a line over the bar.
    pub spread: Option<(f64, f64)>,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;
/// Points of a named series.
type Series<'a> = (&'a str, Vec<(f64, f64)>);

/// Lines over time: each point is a time in seconds and a figure in `unit`. The lowest tick is 0, or below what is negative.
///
/// The unit `ns` is shown as ns, µs, ms or s, `bytes` as B, KiB, MiB or GiB.
#[must_use]
pub fn line_chart(title: &str, unit: &str, series: &[(&str, &[(f64, f64)])]) -> String {
    let sound = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let every = points.len().div_ceil(POINTS_MAX).max(1);
        points.iter().copied().step_by(every).filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
    };
    let series: Vec<Series<'_>> = series.iter().map(|(name, points)| (*name, sound(points))).collect();
    let drawn = &series[..series.len().min(SERIES_MAX)];
    let times = || drawn.iter().flat_map(|(_, points)| points.iter().map(|(x, _)| *x));
    let (from, to) = times().fold((f64::MAX, f64::MIN), |(from, to), x| (from.min(x), to.max(x)));
    let x = if from > to { Axis::between(0.0, 1.0) } else { Axis::between(from, to) };
    let y = Axis::linear(unit, drawn.iter().flat_map(|(_, points)| points.iter().map(|(_, y)| *y)));
    lines(title, unit, &series, (x, "seconds", &|x| label(x, "")), y)
}

/// What part of all values does not exceed which value, on a logarithmic axis: the further to the right, the rarer.
#[must_use]
pub fn quantile_chart(title: &str, unit: &str, series: &[(&str, &Distribution)]) -> String {
    // The names of the quantiles that the first one has; all have the same.
    let quantiles: Vec<f64> = series
        .iter()
        .map(|(_, values)| values.quantiles.iter().map(|at| at.quantile).collect::<Vec<_>>())
        .find(|quantiles| !quantiles.is_empty())
        .unwrap_or_default();
    let points = |values: &Distribution| -> Vec<(f64, f64)> {
        let of = |(place, quantile): (usize, &f64)| Some((place as f64, values.quantile(*quantile)?));
        quantiles.iter().enumerate().filter_map(of).filter(|(_, y)| y.is_finite() && *y > 0.0).collect()
    };
    let series: Vec<Series<'_>> = series.iter().map(|(name, values)| (*name, points(values))).collect();
    let drawn = &series[..series.len().min(SERIES_MAX)];
    let y = Axis::logarithmic(drawn.iter().flat_map(|(_, points)| points.iter().map(|(_, y)| *y)));
    let name = |place: f64| match quantiles.get(place.round() as usize) {
        None => String::new(),
        Some(quantile) if *quantile >= 1.0 => "max".to_owned(),
        Some(quantile) => format!("p{}", (quantile * 1e6).round() / 1e4),
    };
    lines(title, unit, &series, (Axis::places(quantiles.len()), "", &name), y)
}

/// Bars beside each other, from 0, each with its figure above.
#[must_use]
pub fn bar_chart(title: &str, unit: &str, bars: &[Bar<'_>]) -> String {
    let bars: Vec<&Bar<'_>> = bars.iter().filter(|bar| bar.value.is_finite()).take(SERIES_MAX).collect();
    draw(title, unit, |root| {
        let top = |bar: &Bar<'_>| bar.spread.map_or(bar.value, |(_, max)| max.max(bar.value));
        // There is room for the figure above the highest bar.
        let y = Axis::linear(unit, bars.iter().map(|bar| top(bar) * 1.15));
        let label_area = label_area(&y, unit);
        let mut chart = ChartBuilder::on(&root.margin(TITLE_SIZE + MARGIN * 2, MARGIN, MARGIN, MARGIN * 2))
            .x_label_area_size(TEXT_SIZE * 2)
            .y_label_area_size(label_area)
            .build_cartesian_2d(Axis::places(bars.len()), y)?;
        let name = |place: &f64| bars.get(place.round() as usize).map_or(String::new(), |bar| shortened(bar.label));
        mesh(&mut chart, &name, &|y| label(*y, unit), "")?;
        for (place, bar) in bars.iter().enumerate() {
            let (x, colour) = (place as f64, COLOURS[place % COLOURS.len()]);
            chart.draw_series([Rectangle::new([(x - 0.3, 0.0), (x + 0.3, bar.value)], colour.filled())])?;
            if let Some((min, max)) = bar.spread.filter(|(min, max)| min.is_finite() && max.is_finite()) {
                let ends = [
                    vec![(x, min), (x, max)],
                    vec![(x - 0.05, min), (x + 0.05, min)],
                    vec![(x - 0.05, max), (x + 0.05, max)],
                ];
                chart.draw_series(ends.map(|line| PathElement::new(line, BLACK.stroke_width(1))))?;
            }
            let above = text(TEXT_SIZE).pos(Pos::new(HPos::Center, VPos::Bottom));
            let at = EmptyElement::at((x, top(bar))) + Text::new(label(bar.value, unit), (0, -4), above);
            chart.draw_series([at])?;
        }
        Ok(!bars.is_empty())
    })
}

/// An axis, what stands below it, and the names of its ticks.
type Below<'a> = (Axis, &'a str, &'a dyn Fn(f64) -> String);

fn lines(title: &str, unit: &str, series: &[Series<'_>], (x, below, name): Below<'_>, y: Axis) -> String {
    let drawn = &series[..series.len().min(SERIES_MAX)];
    let names: Vec<String> = drawn.iter().map(|(name, _)| shortened(name)).collect();
    draw(title, unit, |root| {
        let top = MARGIN * 2 + TITLE_SIZE;
        let used = legend(root, &names, series.len() - drawn.len(), top)?;
        let mut chart = ChartBuilder::on(&root.margin(top + used, MARGIN, MARGIN, MARGIN * 2))
            .x_label_area_size(if below.is_empty() { TEXT_SIZE * 2 } else { TEXT_SIZE * 3 })
            .y_label_area_size(label_area(&y, unit))
            .build_cartesian_2d(x, y)?;
        mesh(&mut chart, &|x| name(*x), &|y| label(*y, unit), below)?;
        for ((_, points), colour) in drawn.iter().zip(COLOURS) {
            chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?;
            // Few points are seen as such; a single one would not be seen otherwise.
            if points.len() <= 30 {
                chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, colour.filled())))?;
            }
        }
        Ok(drawn.iter().any(|(_, points)| !points.is_empty()))
    })
}

/// The frame, the lines and the names of the ticks.
fn mesh(
    chart: &mut ChartContext<'_, SVGBackend<'_>, Cartesian2d<Axis, Axis>>,
    x: &dyn Fn(&f64) -> String,
    y: &dyn Fn(&f64) -> String,
    below: &str,
) -> Drawn {
    let mut mesh = chart.configure_mesh();
    mesh.disable_x_mesh().bold_line_style(BLACK.mix(0.15)).light_line_style(BLACK.mix(0.0));
    mesh.axis_style(BLACK.mix(0.5)).label_style(text(TEXT_SIZE)).axis_desc_style(text(TEXT_SIZE));
    mesh.x_label_formatter(x).y_label_formatter(y).x_desc(below).draw()?;
    Ok(())
}

/// What the colours mean, in as many lines as it takes; returns how high they are together.
fn legend(root: &Area<'_>, names: &[String], more: usize, top: i32) -> Result<i32, Box<dyn std::error::Error>> {
    let (mut x, mut y) = (MARGIN, top);
    let more = (more > 0).then(|| (None, format!("and {more} more")));
    for (colour, name) in names.iter().zip(COLOURS).map(|(name, colour)| (Some(colour), name.clone())).chain(more) {
        let width = name.chars().count() as i32 * LETTER + 34;
        if x > MARGIN && x + width > SIZE.0 as i32 - MARGIN {
            (x, y) = (MARGIN, y + NAMES_LINE);
        }
        if let Some(colour) = colour {
            root.draw(&Rectangle::new([(x, y), (x + 12, y + 12)], colour.filled()))?;
        }
        root.draw(&Text::new(name, (x + 18, y + 6), text(TEXT_SIZE).pos(Pos::new(HPos::Left, VPos::Center))))?;
        x += width;
    }
    // The highest tick's name reaches above its line.
    Ok(y + NAMES_LINE + TEXT_SIZE / 2 - top)
}

/// Room for the widest tick.
fn label_area(axis: &Axis, unit: &str) -> i32 {
    let letters = axis.ticks().iter().map(|tick| label(*tick, unit).chars().count()).max().unwrap_or(0);
    letters as i32 * LETTER + 14
}

fn text(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&BLACK)
}

fn shortened(name: &str) -> String {
    // Control characters are no names.
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.chars().count() <= NAME_MAX {
        return name;
    }
    name.chars().take(NAME_MAX - 1).chain(['…']).collect()
}

/// Draws the title, and then the rest; `rest` says whether there was anything to draw.
fn draw(title: &str, unit: &str, rest: impl FnOnce(&Area<'_>) -> Result<bool, Box<dyn std::error::Error>>) -> String {
    let heading = if is_in_labels(unit) { title.to_owned() } else { format!("{title}, {unit}") };
    let mut drawn = String::new();
    let done = {
        let root = SVGBackend::with_string(&mut drawn, SIZE).into_drawing_area();
        draw_on(&root, &heading, rest)
    };
    match done {
        Ok(()) => inline(&drawn, &heading, SIZE),
        Err(error) => format!("<p>{}: cannot be drawn: {}</p>\n", escape(&heading), escape(&error.to_string())),
    }
}

fn draw_on(
    root: &Area<'_>,
    heading: &str,
    rest: impl FnOnce(&Area<'_>) -> Result<bool, Box<dyn std::error::Error>>,
) -> Drawn {
    let heading: String = heading.chars().map(|c| if c.is_control() { ' ' } else { c }).take(64).collect();
    root.draw(&Text::new(heading, (MARGIN, MARGIN), text(TITLE_SIZE)))?;
    if !rest(root)? {
        let middle = (SIZE.0 as i32 / 2, SIZE.1 as i32 / 2);
        root.draw(&Text::new("no figures", middle, text(TEXT_SIZE).pos(Pos::new(HPos::Center, VPos::Center))))?;
    }
    root.present()?;
    Ok(())
}
