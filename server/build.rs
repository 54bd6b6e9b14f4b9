//! Lists the browser's half for `src/assets.rs`: a release carries every file of `MARU_SITE` inside; a debug build carries
//! none and reads them when it starts.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=MARU_SITE");
    let mut files = Vec::new();
    if env::var("PROFILE")? == "release" {
        if env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("-fuse-ld=lld")) {
            // Functions that came out the same are kept once.
            println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
        }
        let Some(site) = env::var_os("MARU_SITE").map(PathBuf::from) else {
            println!("cargo:warning=MARU_SITE is not set: this binary has no client inside (use `make release`)");
            return Ok(fs::write(out()?, "&[]")?);
        };
        // Also while it is not there: then this runs again until it is.
        println!("cargo:rerun-if-changed={}", site.display());
        if site.is_dir() {
            list(&site, &mut files)?;
        }
        files.sort();
        let mut code = String::from("&[\n");
        for file in &files {
            let name = file.strip_prefix(&site)?.to_str().ok_or("a file name is not text")?.replace('\\', "/");
            let path = fs::canonicalize(file)?;
            writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.to_str().ok_or("a path is not text")?)?;
        }
        code.push(']');
        return Ok(fs::write(out()?, code)?);
    }
    println!("cargo:rerun-if-changed=build.rs");
    Ok(fs::write(out()?, "&[]")?)
}

fn out() -> Result<PathBuf, env::VarError> {
    env::var("OUT_DIR").map(|folder| Path::new(&folder).join("site.rs"))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
