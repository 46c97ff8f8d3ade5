//! Stories of the copy beside the file.

use super::*;

/// What a store says about its copy.
fn copied(store: &Store) -> Vec<(u32, Row)> {
    store.import().unwrap().expect("there is a copy")
}

#[test]
fn a_copy_has_what_was_kept_then_and_takes_the_place_of_the_one_before() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let mut store = folder.open();
    assert!(!store.has_copy());
    assert_eq!(store.import().unwrap(), None);
    store.keep(&[made]).unwrap();
    store.export().unwrap();
    assert!(store.has_copy());
    let other = renamed(&pool, "Daily");
    let rename = change(TableName::MediaPool, 9, Some(&pool), Some(&other));
    store.keep(&[transaction([rename])]).unwrap();
    assert_eq!(copied(&store), [(3, media_type.clone()), (9, pool)]);
    store.export().unwrap();
    let both = [(3, media_type), (9, other)];
    assert_eq!(copied(&store), both);
    assert_eq!(store.load().unwrap(), both);
    // What was begun and not finished is no copy and in nobody's way.
    let unfinished = folder.0.join("Export/computer.db.new");
    fs::write(&unfinished, "half").unwrap();
    store.export().unwrap();
    assert!(!unfinished.exists());
    assert_eq!(copied(&store), both);
}

#[test]
fn a_copy_that_somebody_uses_is_left_to_them() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let mut store = folder.open();
    store.keep(&[made]).unwrap();
    store.export().unwrap();
    let gone = change(TableName::MediaPool, 9, Some(&pool), None);
    store.keep(&[transaction([gone])]).unwrap();
    for begin in ["BEGIN; SELECT * FROM media_pool;", "BEGIN EXCLUSIVE;"] {
        let reader = Connection::open(store.copy_path()).unwrap();
        reader.execute_batch(begin).unwrap();
        let error = store.export().unwrap_err();
        assert!(matches!(error.reason, ExportReason::Held(_)), "{begin} {error}");
        assert!(error.to_string().contains("in use by another program"), "{error}");
        reader.execute_batch("COMMIT").unwrap();
        drop(reader);
        assert_eq!(copied(&store).len(), 2, "{begin}");
    }
    store.export().unwrap();
    assert_eq!(copied(&store), [(3, media_type)]);
}

#[test]
fn a_copy_that_cannot_be_written_is_told() {
    let folder = Folder::new();
    let mut store = folder.open();
    fs::write(folder.0.join("Export"), "a file where the folder should be").unwrap();
    let error = store.export().unwrap_err();
    assert!(matches!(error.reason, ExportReason::Failure(_)), "{error}");
    assert!(error.to_string().contains("Export/computer.db: was not written"), "{error}");
}

#[test]
fn no_copy_is_taken_that_is_another_services_or_none() {
    let folder = Folder::new();
    let mut store = folder.open();
    store.export().unwrap();
    let path = store.copy_path();
    let whole = fs::read(&path).unwrap();
    let told = |store: &Store| store.import().unwrap_err().to_string();

    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(told(&store).contains("is cut off or damaged"), "{}", told(&store));
    fs::write(&path, "no database, and long enough to tell that it is none").unwrap();
    assert!(told(&store).contains("is not a database"), "{}", told(&store));
    fs::write(&path, "").unwrap();
    assert!(told(&store).contains("is empty"), "{}", told(&store));
    fs::remove_file(&path).unwrap();
    drop(Store::open(&path, 8).unwrap());
    assert!(told(&store).ends_with("another service"), "{}", told(&store));
    // Whatever lies there, the next copy takes its place.
    store.export().unwrap();
    assert_eq!(copied(&store), []);
}
