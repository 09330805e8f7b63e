//! Originals of all kinds, read and made into pictures.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use pictures::{Limits, MakeError, Name, Original, Preview, Refusal, make, process_folder};

/// Left half red, right half blue.
fn two_colours(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| {
        Rgb(if x < width / 2 {
            [220, 30, 20]
        } else {
            [20, 40, 210]
        })
    };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour))
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).expect("encoded");
    file.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    file(&two_colours(width, height), ImageFormat::Jpeg)
}

/// A JPEG as a camera writes it: turned by this EXIF orientation, with a place and an owner.
fn from_camera(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 48.85N 2.35E, camera of Ada");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let picture = jpeg(60, 40);
    let (start, rest) = picture.split_at(2);
    [start, &[0xFF, 0xE1], &length, &exif, rest].concat()
}

fn read(bytes: &[u8]) -> Result<Original, Refusal> {
    Original::read(bytes, Limits::default())
}

fn refusal(bytes: &[u8]) -> Refusal {
    read(bytes).expect_err("refused")
}

/// The folder's files by name.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn made(original: &[u8], preview: Preview) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let original = read(original).expect("sound");
    make(&original, Name::Stem("p"), preview, folder.path()).expect("made");
    contents(folder.path())
}

/// Width and height as the image properties box of an AVIF says them.
fn avif_size(file: &[u8]) -> (u32, u32) {
    assert_eq!(&file[4..12], b"ftypavif");
    let at = file
        .windows(4)
        .position(|word| word == b"ispe")
        .expect("a size");
    let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes"));
    (number(at + 8), number(at + 12))
}

fn size(file: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(file).expect("it decodes");
    (picture.width(), picture.height())
}

/// A chunk of a PNG, with its check sum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&kind[..], data].concat();
    let sum = !body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    });
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&length[..], &body, &sum.to_be_bytes()].concat()
}

#[test]
fn a_wide_original_gives_all_widths() {
    let files = made(&jpeg(1640, 82), Preview::Without);
    for width in [160, 240, 360, 480, 640, 960, 1600] {
        let avif = &files[&format!("p-{width}.avif")];
        assert_eq!(avif_size(avif), (width, width / 20), "{width}");
    }
    for width in [240, 480, 960, 1600] {
        let webp = &files[&format!("p-{width}.webp")];
        assert_eq!(size(webp), (width, width / 20), "{width}");
    }
    assert_eq!(files.len(), 11);
}

#[test]
fn a_small_original_is_never_enlarged() {
    let files = made(&jpeg(200, 20), Preview::Without);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["p-160.avif", "p-200.avif", "p-200.webp"]);
    assert_eq!(avif_size(&files["p-200.avif"]), (200, 20));
    assert_eq!(size(&files["p-200.webp"]), (200, 20));
}

#[test]
fn what_is_made_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let grey = DynamicImage::ImageRgb8(RgbImage::from_pixel(30, 20, Rgb([90, 91, 92])));
    let original = read(&file(&grey, ImageFormat::Png)).expect("sound");
    let made = make(&original, Name::FromPixels, Preview::Without, folder.path()).expect("made");
    assert_eq!((made.width, made.height), (30, 20));
    assert_eq!(made.placeholder, "#5a5b5c");
    assert!(contents(folder.path()).contains_key(&format!("{}-30.webp", made.file)));
}

#[test]
fn a_preview_is_a_jpeg_of_1200_by_630() {
    let files = made(&jpeg(40, 50), Preview::With);
    let preview = &files["p-og.jpg"];
    assert_eq!(
        image::guess_format(preview).expect("known"),
        ImageFormat::Jpeg
    );
    assert_eq!(size(preview), (1200, 630));
}

#[test]
fn pictures_stand_upright() {
    // What stands left and right of the picture once it is turned.
    let (red, blue) = ("red", "blue");
    let cases = [
        (1, (60, 40), [red, blue]),
        (2, (60, 40), [blue, red]),
        (3, (60, 40), [blue, red]),
        (6, (40, 60), [red, red]),
        (8, (40, 60), [blue, blue]),
    ];
    for (orientation, expected, [left, right]) in cases {
        let original = read(&from_camera(orientation)).expect("sound");
        assert_eq!(original.dimensions(), expected, "{orientation}");
        let folder = tempfile::tempdir().expect("a folder");
        let name = Name::Stem("p");
        make(&original, name, Preview::Without, folder.path()).expect("made");
        let webp = folder.path().join(format!("p-{}.webp", expected.0));
        let upright = image::open(webp).expect("it decodes").into_rgb8();
        let colour = |x| {
            let pixel = upright.get_pixel(x, 10);
            if pixel[0] > pixel[2] { red } else { blue }
        };
        assert_eq!(
            [colour(10), colour(expected.0 - 10)],
            [left, right],
            "{orientation}"
        );
    }
}

#[test]
fn nothing_that_the_camera_wrote_is_kept() {
    let original = from_camera(1);
    let holds = |file: &[u8], word: &[u8]| file.windows(word.len()).any(|part| part == word);
    assert!(holds(&original, b"GPS"));
    for (name, content) in made(&original, Preview::With) {
        for word in [&b"GPS"[..], b"Exif", b"EXIF", b"Ada", b"XMP", b"ICCP"] {
            assert!(!holds(&content, word), "{name} holds {word:?}");
        }
    }
}

#[test]
fn the_same_original_gives_the_same_files() {
    let original = jpeg(180, 60);
    assert_eq!(
        made(&original, Preview::With),
        made(&original, Preview::With)
    );
}

#[test]
fn transparency_is_laid_on_the_tile() {
    let clear = RgbaImage::from_pixel(64, 64, Rgba([255, 0, 0, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let original = read(&file(&DynamicImage::ImageRgba8(clear.clone()), format));
        assert_eq!(original.expect("sound").placeholder(), "#f3f5f3");
    }
}

#[test]
fn other_kinds_of_pixels_are_read() {
    let picture = two_colours(40, 30);
    let cases = [
        DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageLumaA16(picture.to_luma_alpha16()),
        DynamicImage::ImageRgb16(picture.to_rgb16()),
    ];
    for case in cases {
        let original = read(&file(&case, ImageFormat::Png)).expect("sound");
        assert_eq!(original.dimensions(), (40, 30));
    }
}

#[test]
fn what_is_no_picture_is_refused() {
    assert_eq!(refusal(b""), Refusal::Empty);
    assert_eq!(
        refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Refusal::UnknownFormat
    );
    assert_eq!(refusal(b"GIF89a\x01\0\x01\0\0\0\0"), Refusal::UnknownFormat);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let limits = Limits {
        bytes: 100,
        megapixels: 1,
    };
    let bytes = jpeg(64, 64);
    let too_many = Refusal::TooManyBytes {
        bytes: bytes.len() as u64,
        limit: 100,
    };
    assert_eq!(
        Original::read(&bytes, limits).expect_err("refused"),
        too_many
    );
}

/// A head that speaks of gigabytes, with next to nothing behind it.
#[test]
fn a_decompression_bomb_is_refused_by_its_head() {
    let side = 60_000_u32.to_be_bytes();
    let head = [&side[..], &side, &[8, 2, 0, 0, 0]].concat();
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"IDAT", &[0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]),
        chunk(b"IEND", &[]),
    ];
    let mut jpeg = jpeg(64, 64);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    for bomb in [png.concat(), jpeg] {
        assert_eq!(
            refusal(&bomb),
            Refusal::TooManyPixels {
                width: 60_000,
                height: 60_000,
                limit: 60
            }
        );
    }
}

#[test]
fn a_strip_is_refused() {
    let strip = file(&two_colours(210, 10), ImageFormat::Png);
    let too_narrow = Refusal::TooNarrow {
        width: 210,
        height: 10,
    };
    assert_eq!(refusal(&strip), too_narrow);
}

#[test]
fn half_a_file_is_refused_as_half_a_file() {
    let picture = two_colours(300, 200);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = file(&picture, format);
        assert!(read(&whole).is_ok(), "{format:?}");
        for part in [whole.len() / 2, whole.len() * 9 / 10] {
            assert_eq!(refusal(&whole[..part]), Refusal::Truncated, "{format:?}");
        }
    }
}

#[test]
fn a_damaged_file_is_refused_as_damaged() {
    let mut png = file(&two_colours(300, 200), ImageFormat::Png);
    let middle = png.len() / 2;
    png[middle] ^= 0xFF;
    assert!(matches!(refusal(&png), Refusal::Damaged { .. }));
}

#[test]
fn a_bad_name_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let original = read(&jpeg(40, 40)).expect("sound");
    let result = make(
        &original,
        Name::Stem("../p"),
        Preview::Without,
        folder.path(),
    );
    assert!(matches!(result, Err(MakeError::Name(name)) if name == "../p"));
    assert!(contents(folder.path()).is_empty());
}

#[test]
fn a_folder_gives_one_result_for_each_file() {
    let originals = tempfile::tempdir().expect("a folder");
    let into = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &[u8]| {
        fs::write(originals.path().join(name), content).expect("written");
    };
    write("b.jpg", &jpeg(50, 40));
    write("a.png", &file(&two_colours(40, 50), ImageFormat::Png));
    write("c.txt", b"no picture");
    write(".hidden", b"left alone");
    let results =
        process_folder(originals.path(), into.path(), Preview::Without).expect("it is there");
    let told: Vec<String> = results
        .into_iter()
        .map(|result| match result {
            Ok(made) => format!("{} {}x{}", made.file, made.width, made.height),
            Err(failure) => failure.to_string(),
        })
        .collect();
    assert_eq!(told[..2], ["a 40x50", "b 50x40"]);
    assert!(
        told[2].contains("c.txt: the file is no JPEG"),
        "{}",
        told[2]
    );
    assert_eq!(told.len(), 3);
    let names: Vec<String> = contents(into.path()).into_keys().collect();
    assert_eq!(names, ["a-40.avif", "a-40.webp", "b-50.avif", "b-50.webp"]);
}
