"""Where the example assemblies are.

In an installed wheel the example of `sortition demo` travels inside the package, as
`sortition/demo/zeewijk`; in a checkout (and an editable install of it) readers find the same files
in `examples/zeewijk`. One function knows both places.
"""

from pathlib import Path


def example_folder(name: str = "zeewijk") -> Path:
    """Return the folder with the files of an example assembly.

    >>> sorted(path.name for path in example_folder().glob("*.csv"))
    ['aanmeldingen.csv', 'bevolking.csv', 'streefaantallen.csv']
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "demo" / name, package.parent / "examples" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no example assembly is called {name!r}")
