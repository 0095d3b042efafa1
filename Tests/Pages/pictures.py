"""Pictures of messages: made small enough to keep, and compared so that another version of a font is no difference."""

import base64
import io

from PIL import Image, ImageChops, ImageStat

# Cells of so many pixels (of the kept picture) are compared by their mean colour.
CELL = 8
# A cell is another one where a channel is off by more than this; letters that moved stay below, a colour does not.
FAR = 56
# So many of a hundred cells may be other ones, ...
SHARE = 1.5
# ... the whole may differ by so much on average, ...
MEAN = 9.0
# ... and a line of text may break elsewhere: heights differ by so much at most, in hundredths.
HEIGHT = 2.5


def decoded(data):
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def kept(picture):
    """At half its size, in few colours."""
    small = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)
    return small.quantize(colors=64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def save(picture, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, optimize=True)


def differences(picture, path):
    """What is not as in the kept picture, in words; nothing where they are alike."""
    if not path.exists():
        return [f"there is no {path.name}: see `make pictures`"]
    golden, now = Image.open(path).convert("RGB"), kept(picture).convert("RGB")
    if golden.width != now.width:
        return [f"{path.name}: {now.width} px wide, not {golden.width}"]
    if abs(golden.height - now.height) * 100 > golden.height * HEIGHT:
        return [f"{path.name}: {now.height} px high, not {golden.height}"]
    height = min(golden.height, now.height)
    frame = (0, 0, golden.width, height)
    grid = (max(1, golden.width // CELL), max(1, height // CELL))
    off = ImageChops.difference(*(each.crop(frame).resize(grid, Image.Resampling.BOX) for each in (golden, now)))
    worst = ImageChops.lighter(ImageChops.lighter(*off.split()[:2]), off.split()[2])
    share = 100 * sum(worst.histogram()[FAR + 1:]) / (grid[0] * grid[1])
    mean = ImageStat.Stat(worst).mean[0]
    if share > SHARE or mean > MEAN:
        return [f"{path.name}: {share:.1f} of 100 cells differ, by {mean:.1f} on average"]
    return []


def side_by_side(pictures, gap=24, ground=(160, 166, 173)):
    """For the documentation: several pictures on a ground that can be told from light and dark ones."""
    width = sum(each.width for each in pictures) + gap * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, max(each.height for each in pictures) + 2 * gap), ground)
    left = gap
    for each in pictures:
        sheet.paste(each, (left, gap))
        left += each.width + gap
    return sheet
