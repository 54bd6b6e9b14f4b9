//! Lists the browser's half for `src/assets.rs`: a release carries every file of `MARU_SITE` inside; a debug build carries
//! none and reads them when it starts.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=MARU_SITE");
    let mut files = Vec::new();
    if env::var("PROFILE")? == "release" {
        if lld_links()? {
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

/// Whether lld links: the flags say so, or the compiler brings it, and then uses it by itself on this one platform.
fn lld_links() -> Result<bool, Box<dyn Error>> {
    let named = env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("-fuse-ld=lld"));
    if named || env::var("TARGET")? != "x86_64-unknown-linux-gnu" {
        return Ok(named);
    }
    let told = Command::new(env::var_os("RUSTC").ok_or("cargo names no compiler")?).args(["--print", "target-libdir"]).output()?;
    let libraries = String::from_utf8(told.stdout)?;
    Ok(Path::new(libraries.trim()).with_file_name("bin").join("gcc-ld/ld.lld").exists())
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
