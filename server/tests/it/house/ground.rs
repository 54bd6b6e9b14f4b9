//! What every house stands on: the data of an empty place, and of one that Ana founded. Each is made once, because the first start
//! over an empty folder takes longer than most tests; every house gets a copy of its own.

use std::{
    collections::BTreeMap,
    fs::{create_dir_all, read, read_dir, write},
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
};

use super::House;

/// The data of a place that nobody has founded.
pub static EMPTY: LazyLock<Ground> = LazyLock::new(|| made(false));

/// The data of a place that Ana founded.
pub static FOUNDED: LazyLock<Ground> = LazyLock::new(|| made(true));

/// A data folder, in memory.
pub struct Ground {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// What is in the browser of who founded it.
    pub cookies: BTreeMap<String, String>,
}

impl Ground {
    /// Makes a folder with all of it.
    pub fn lay(&self, data: &Path) {
        create_dir_all(data).unwrap();
        for (path, bytes) in &self.files {
            let path = data.join(path);
            create_dir_all(path.parent().unwrap()).unwrap();
            write(path, bytes).unwrap();
        }
    }
}

/// On a thread of its own: a test that needs it first runs on a runtime already.
fn made(founded: bool) -> Ground {
    thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(make(founded))).join().unwrap()
}

async fn make(founded: bool) -> Ground {
    let house = House::on_bare_ground().await;
    let cookies = if founded { house.found_by("Ana").await.cookies() } else { BTreeMap::new() };
    let (folder, _) = house.stops().await;
    let (data, mut files) = (folder.path().join("data"), Vec::new());
    keep(&data, &data, &mut files);
    Ground { files, cookies }
}

fn keep(data: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keep(data, &path, files);
        } else {
            files.push((path.strip_prefix(data).unwrap().to_owned(), read(&path).unwrap()));
        }
    }
}
