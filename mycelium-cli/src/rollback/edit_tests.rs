//! Every edit changes what was asked for, and the way back leads to the same bytes.

use super::*;

fn names(edges: &[&str]) -> Vec<EdgeName> {
    edges.iter().map(|edge| edge.parse().expect("it is an edge")).collect()
}

fn road(road: Road) -> Change {
    Change { road: Some(road), beside: None }
}

fn beside(beside: Beside) -> Change {
    Change { road: None, beside: Some(beside) }
}

/// The text with a change of one edge, and the lines that say so.
#[track_caller]
fn edited(text: &str, edge: &str, change: Change) -> (String, Vec<String>) {
    let edited = edit(text, Which::Named(&names(&[edge])), change).expect("it is TOML");
    assert_eq!(edited.missing, []);
    let [moved] = &edited.edges[..] else { panic!("{edited:?}") };
    assert_eq!((moved.name.to_string().as_str(), moved.was), (edge, Was::There));
    (edited.text, moved.lines.clone())
}

/// A change, and the one that takes it back.
#[track_caller]
fn check(text: &str, edge: &str, [there, back]: [Change; 2], expected: &str, lines: &[&str]) {
    let (changed, said) = edited(text, edge, there);
    assert_eq!(changed, expected);
    assert_eq!(said, lines);
    assert_eq!(edited(&changed, edge, back).0, text, "the way back leads elsewhere");
    // Whatever is so already stays.
    assert_eq!(edited(&changed, edge, there), (changed.clone(), vec![]));
}

const TO_RELAY: [Change; 2] =
    [Change { road: Some(Road::Relay), beside: None }, Change { road: Some(Road::Bundle), beside: None }];
const BESIDE: [Change; 2] =
    [Change { road: None, beside: Some(Beside::Road(Road::Relay)) }, Change { road: None, beside: Some(Beside::None) }];

#[test]
fn one_word_changes_and_nothing_else() {
    let text =
        "# top\n\n[[edges]]   # first\n\tto   = \"b\"\n  from=\"a\"# who\n  road   =   \"bundle\"   # why\n\n# end";
    check(text, "a:b", TO_RELAY, &text.replace("bundle", "relay"), &["- road = \"bundle\"", "+ road = \"relay\""]);
}

#[test]
fn quotes_stay_as_they_are() {
    for (old, new) in
        [("'bundle'", "'relay'"), ("\"\"\"bundle\"\"\"", "\"\"\"relay\"\"\""), ("'''\nbundle'''", "'''\nrelay'''")]
    {
        let text = format!("edges = [{{ from = 'a', to = 'b', \"road\" = {old} }}]\n");
        let (changed, lines) = edited(&text, "a:b", TO_RELAY[0]);
        assert_eq!(changed, text.replace(old, new));
        assert_eq!(lines, [format!("- road = {old}"), format!("+ road = {new}")]);
    }
    // Where the word is written in another way, or is another one, there is nothing to keep.
    for old in ["\"\\u0062undle\"", "\"\"", "7"] {
        let text = format!("[[edges]]\nfrom = 'a'\nto = 'b'\nroad = {old}\n");
        assert_eq!(edited(&text, "a:b", TO_RELAY[0]).0, text.replace(old, "\"relay\""));
    }
}

#[test]
fn windows_lines_and_byte_order_marks_stay() {
    let text = "\u{feff}[[edges]]\r\nfrom = \"a\"\r\nto = \"b\"\r\nroad = \"bundle\"\r\n# é\r\n";
    check(text, "a:b", TO_RELAY, &text.replace("bundle", "relay"), &["- road = \"bundle\"", "+ road = \"relay\""]);
    let expected = text.replace("\"bundle\"\r\n", "\"bundle\"\r\nbeside = \"relay\"\r\n");
    check(text, "a:b", BESIDE, &expected, &["+ beside = \"relay\""]);
}

#[test]
fn tables_in_any_order_stay_where_they_are() {
    let text = "[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'bundle'\n[x.y]\nz = 1\n[[bundles]]\n[[edges]]\nfrom = 'b'\n\
                to = 'a'\nroad = 'bundle'\n[x]\n[[bundles]]\n";
    let at = text.rfind("bundle'").unwrap();
    let expected = format!("{}relay'{}", &text[..at], &text[at + 7..]);
    check(text, "b:a", TO_RELAY, &expected, &["- road = 'bundle'", "+ road = 'relay'"]);
}

#[test]
fn a_second_road_is_a_line_of_its_own() {
    let text = "[[edges]]\n  from = \"a\"\n  road = \"bundle\" # why\n  to = \"b\"\n# behind\n";
    let expected = text.replace("# why\n", "# why\n  beside = \"relay\"\n");
    check(text, "a:b", BESIDE, &expected, &["+ beside = \"relay\""]);
    let (unix, lines) = edited(&expected, "a:b", beside(Beside::Road(Road::Unix)));
    assert_eq!(unix, expected.replace("relay", "unix"));
    assert_eq!(lines, ["- beside = \"relay\"", "+ beside = \"unix\""]);
    for newline in ["\n", "\r\n"] {
        let text = ["[[edges]]", "from = \"a\"", "to = \"b\"", "road = \"bundle\""].join(newline);
        let expected = format!("{text}{newline}beside = \"relay\"");
        if newline == "\n" {
            check(&text, "a:b", BESIDE, &expected, &["+ beside = \"relay\""]);
        } else {
            assert_eq!(edited(&edited(&text, "a:b", BESIDE[0]).0, "a:b", BESIDE[1]).0, text);
        }
    }
}

#[test]
fn a_second_road_in_an_inline_table_comes_and_goes_with_its_comma() {
    let text = "edges = [\n  { from = 'a', to = 'b', road = 'bundle' }, # one\n  { from = 'b', to = 'a' },\n]\n";
    let expected = text.replace("'bundle'", "'bundle', beside = \"relay\"");
    check(text, "a:b", BESIDE, &expected, &["+ beside = \"relay\""]);
    let first = "edges = [{ beside = 'unix', from = 'a', to = 'b', road = 'bundle' }]";
    let (without, lines) = edited(first, "a:b", BESIDE[1]);
    assert_eq!(without, "edges = [{ from = 'a', to = 'b', road = 'bundle' }]");
    assert_eq!(lines, ["- beside = 'unix'"]);
}

#[test]
fn the_road_that_it_moves_to_is_no_second_one_any_more() {
    let text = "[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'bundle'\nbeside = 'relay'\nsource = 7\n";
    let (changed, lines) = edited(text, "a:b", road(Road::Relay));
    assert_eq!(changed, "[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'relay'\nsource = 7\n");
    assert_eq!(lines, ["- road = 'bundle'", "+ road = 'relay'", "- beside = 'relay'"]);
    // Unless somebody says what is beside it.
    let swapped = Change { road: Some(Road::Relay), beside: Some(Beside::Road(Road::Bundle)) };
    let (swapped, _) = edited(text, "a:b", swapped);
    assert_eq!(swapped, "[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'relay'\nbeside = 'bundle'\nsource = 7\n");
    let (other, _) = edited(text, "a:b", road(Road::Unix));
    assert_eq!(other, text.replace("bundle", "unix"));
}

#[test]
fn a_list_without_a_road_gets_one_behind_its_list() {
    let text = "[[edges]]\nfrom = 'a'\nto = [ # all\n  'b',\n  'c',\n] # them\n# next\n";
    let (changed, lines) =
        edited(text, "a:b+c", Change { road: Some(Road::Relay), beside: Some(Beside::Road(Road::Unix)) });
    let expected = text.replace("# them\n", "# them\nroad = \"relay\"\nbeside = \"unix\"\n");
    assert_eq!((changed, lines), (expected, vec!["+ road = \"relay\"".into(), "+ beside = \"unix\"".into()]));
}

#[test]
fn a_list_is_meant_as_a_whole() {
    let text =
        "[[edges]]\nfrom = 'a'\nto = ['b', 'c']\nroad = 'unix'\n[[edges]]\nfrom = 'a'\nto = 'd'\nroad = 'unix'\n";
    let refused = |edge: &str| edit(text, Which::Named(&names(&[edge])), road(Road::Relay)).unwrap_err();
    let whole = "`a:b` is a part of the edge `a:b+c`, which moves as a whole; give `--edge a:b+c`";
    assert_eq!(refused("a:b"), whole);
    let others = "there is no edge `a:b+d`, but others with a part of it; give `--edge a:b+c --edge a:d`";
    assert_eq!(refused("a:b+d"), others);
    assert_eq!(refused("a:b+c+e"), "there is no edge `a:b+c+e`, but others with a part of it; give `--edge a:b+c`");
    let reversed = edit(text, Which::Named(&names(&["a:c+b", "a:b+c"])), road(Road::Relay)).unwrap();
    assert_eq!(reversed.text, text.replacen("unix", "relay", 1));
    assert_eq!(reversed.edges.len(), 1);
    let none = edit(text, Which::Named(&names(&["b:a", "b:a"])), road(Road::Relay)).unwrap();
    assert_eq!((none.text.as_str(), none.edges.len(), none.missing), (text, 0, names(&["b:a"])));
}

#[test]
fn all_edges_at_once() {
    let text = "[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'unix'\n[[edges]]\nfrom = 'b'\nto = ['c', 'd']\n\
                [[edges]]\nfrom = 'd'\nto = 'e'\nroad = 'relay'\n";
    let all = edit(text, Which::All, road(Road::Relay)).unwrap();
    assert_eq!(all.text, text.replace("unix", "relay").replace("'d']\n", "'d']\nroad = \"relay\"\n"));
    let lines: Vec<usize> = all.edges.iter().map(|edge| edge.lines.len()).collect();
    assert_eq!(lines, [2, 1, 0]);
}

#[test]
fn what_is_no_edge_is_left_to_the_file_s_own_errors() {
    for text in
        ["", "edges = 7\n", "edges = [7]\n", "[edges]\n", "[[edges]]\nfrom = 7\nto = 'b'\n", "[[edges]]\nto = [7]\n"]
    {
        let edited = edit(text, Which::All, road(Road::Relay)).unwrap();
        assert_eq!((edited.text.as_str(), edited.edges.len()), (text, 0));
    }
    assert!(edit("[[edges", Which::All, road(Road::Relay)).is_err());
}

#[test]
fn a_new_edge_stands_at_the_end() {
    let name = &names(&["a:b"])[0];
    let added = |text: &str| append(text, name, road(Road::Relay)).unwrap();
    let block = "[[edges]]\nfrom = \"a\"\nto = \"b\"\nroad = \"relay\"\n";
    let (text, moved) = added("x = 1 # one\n");
    assert_eq!(text, format!("x = 1 # one\n\n{block}"));
    assert_eq!(moved.lines, ["+ [[edges]]", "+ from = \"a\"", "+ to = \"b\"", "+ road = \"relay\""]);
    assert_eq!(moved.was, Was::Added);
    assert_eq!(added("x = 1").0, format!("x = 1\n\n{block}"));
    assert_eq!(added("").0, block);
    assert_eq!(added("x = 1\r\n").0, format!("x = 1\r\n\r\n{}", block.replace('\n', "\r\n")));
    assert!(
        append("", &names(&["a:b+c"])[0], road(Road::Relay)).unwrap_err().contains("every message to each of them")
    );
}

#[test]
fn a_new_edge_joins_a_list_in_one_value() {
    let name = &names(&["a:b"])[0];
    let new = "{ from = \"a\", to = \"b\", road = \"relay\" }";
    for (text, expected) in [
        ("edges = []\n# end\n", format!("edges = [{new}]\n# end\n")),
        ("edges  =  [ {from='b',to='a'} ] # x\n", format!("edges  =  [ {{from='b',to='a'}} , {new}] # x\n")),
    ] {
        let (text, moved) = append(text, name, road(Road::Relay)).unwrap();
        assert_eq!(text, expected);
        assert_eq!(moved.lines, [format!("+ {new}")]);
    }
    let text = "edges = [\n  { from = 'b', to = 'a' }, # one\n  # two\n]\n";
    let (longer, _) = append(text, name, road(Road::Relay)).unwrap();
    assert!(longer.contains("# one") && longer.contains("# two") && longer.contains(new), "{longer}");
    assert_eq!(edit(&longer, Which::All, road(Road::Relay)).unwrap().edges.len(), 2);
}

#[test]
fn two_texts_differ_by_their_edges() {
    let old = "x = 1\n[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'unix'\nsource = 7\n[[edges]]\nfrom = 'b'\nto = 'c'\n";
    let new =
        "x = 1\n[[edges]]\nfrom = 'a'\nto = 'b'\nroad = 'relay' # now\nsource = 7\n[[edges]]\nfrom = 'c'\nto = 'a'\n";
    let (edges, elsewhere) = compare(old, new);
    let seen: Vec<_> = edges.iter().map(|edge| (edge.name.to_string(), edge.was, edge.lines.join("; "))).collect();
    let expected = [
        ("a:b".to_owned(), Was::There, "- road = 'unix'; + road = 'relay'".to_owned()),
        ("c:a".to_owned(), Was::Added, "+ from = 'c'; + to = 'a'".to_owned()),
        ("b:c".to_owned(), Was::Removed, "- from = 'b'; - to = 'c'".to_owned()),
    ];
    assert_eq!((seen.as_slice(), elsewhere), (&expected[..], false));
    assert!(compare(old, &new.replace("x = 1", "x = 2")).1);
    let rest = "[a]\nb = { c = [1, 2.5, true, { d = 'e' }], f = 1979-05-27 }\n[[g]]\nh = 1\n[[g]]\n";
    let again =
        "# x\n[[g]]\nh = 1 # y\n[[g]]\n[a]\nb.f = 1979-05-27\nb.c = [ 1, 2.5, true, {d = \"e\"} ]\n# z\n[[edges]]\n";
    assert!(!compare(rest, again).1);
    for (old, new) in
        [("h = 1", "h = 2"), ("h = 1", ""), ("2.5", "2.6"), ("true", "1"), ("\"e\"", "\"f\""), ("1979", "1980")]
    {
        assert!(compare(rest, &again.replace(old, new)).1, "{new}");
        assert!(compare(&again.replace(old, new), rest).1, "{new}");
    }
    assert!(compare("[", "]").1);
}

#[test]
fn names_of_edges_are_read_and_shown() {
    for text in ["a:b", "a:b+c", "feed.x-1:b_2+c"] {
        assert_eq!(text.parse::<EdgeName>().unwrap().to_string(), text);
    }
    for text in ["", "a", ":", "a:", ":b", "a:b+", "a:+b", "a:b:c"] {
        assert!(text.parse::<EdgeName>().unwrap_err().contains("SENDER:RECEIVER"), "{text}");
    }
    assert_eq!("none".parse(), Ok(Beside::None));
    assert_eq!("unix".parse(), Ok(Beside::Road(Road::Unix)));
    assert_eq!("tcp".parse::<Beside>(), Err("expected `bundle`, `unix` or `relay`, or `none`".to_owned()));
}
