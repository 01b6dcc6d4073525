"""The check of the sizes that names tell, run on the catalogue that ships."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_names_tell_nine_of_ten_sizes_right():
    script = ROOT / "scripts" / "check_architectures.py"
    result = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    shares = dict(re.findall(r"^(architecture|name) .*: ([\d.]+) %$", result.stdout, re.M))
    assert float(shares["architecture"]) > 90
    assert float(shares["name"]) > 90
