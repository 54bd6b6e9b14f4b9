//! Bytes on disk: under the name of what they are, all of them or none.

use std::path::Path;

use store::{Arrived, Blobs};

async fn arrives(blobs: &Blobs, parts: &[&[u8]]) -> Arrived {
    let mut incoming = blobs.begin().await.unwrap();
    for part in parts {
        incoming.write(part).await.unwrap();
    }
    incoming.finish().await.unwrap()
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn the_same_bytes_are_one_blob() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
    let (one, two) = (arrives(&blobs, &[b"hello ", b"world"]).await, arrives(&blobs, &[b"hello world"]).await);
    assert_eq!((one.blob(), one.bytes()), (two.blob(), 11));
    assert_eq!(one.blob().to_string(), "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
    let turn = blobs.turn().await;
    for arrived in [&one, &two] {
        blobs.put(&turn, arrived).await.unwrap();
    }
    assert_eq!(blobs.read(one.blob()).await.unwrap().1, 11);
    let portions = blobs.portions().await.unwrap();
    assert_eq!(portions.len(), 1);
    assert_eq!(blobs.portion(portions[0].clone()).await.unwrap(), [one.blob()]);
    blobs.delete(&turn, &[one.blob(), one.blob()]).await.unwrap();
    assert_eq!(blobs.read(one.blob()).await.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[tokio::test]
async fn what_is_not_finished_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let incoming = folder.path().join("incoming");
    let blobs = Blobs::open(folder.path().to_owned()).unwrap();
    let mut half = blobs.begin().await.unwrap();
    half.write(b"half").await.unwrap();
    assert_eq!(count(&incoming), 1);
    drop(half);
    assert_eq!(count(&incoming), 0);
    drop(arrives(&blobs, &[b"unwanted"]).await);
    assert_eq!(count(&incoming), 0);
    // A process that was killed could not tidy up.
    std::fs::write(incoming.join("left"), b"behind").unwrap();
    Blobs::open(folder.path().to_owned()).unwrap();
    assert_eq!(count(&incoming), 0);
}
