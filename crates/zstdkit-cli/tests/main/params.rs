//! `zstdkit params`.

use zstdkit::{CompressParameter, DecompressParameter};

use crate::support::Folder;

#[test]
fn every_parameter_is_listed_with_its_bounds() {
    let folder = Folder::new();
    let told = folder.run(&["params"]).ok();
    for parameter in CompressParameter::ALL {
        let (lower, upper) = parameter.bounds().into_inner();
        let line = told
            .text()
            .lines()
            .find(|line| line.split_whitespace().next() == Some(parameter.name()));
        let cells: Vec<_> = line.unwrap().split_whitespace().collect();
        assert_eq!(cells[1..3], [lower.to_string(), upper.to_string()], "{parameter}");
        assert!(cells.len() > 4, "{parameter} is described");
    }
    assert!(told.text().contains("windowLogMax"));
}

#[test]
fn json_has_the_same() {
    let folder = Folder::new();
    let json = folder.run(&["params", "--json"]).ok().json();
    let list = json["compression"].as_array().unwrap();
    assert_eq!(list.len(), CompressParameter::ALL.len());
    for (row, parameter) in list.iter().zip(CompressParameter::ALL) {
        assert_eq!(row["name"], parameter.name());
        assert_eq!(row["key"], parameter.as_raw());
        assert_eq!(row["lower"], *parameter.bounds().start());
        assert_eq!(row["upper"], *parameter.bounds().end());
    }
    let list = json["decompression"].as_array().unwrap();
    assert_eq!(list.len(), DecompressParameter::ALL.len());
    assert_eq!(list[0]["name"], "windowLogMax");
    assert_eq!(list[0]["upper"], *DecompressParameter::WindowLogMax.bounds().end());
}
