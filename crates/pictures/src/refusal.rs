//! Why an original is not taken.

/// What is wrong with an original, for whoever chose the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {bytes} bytes, more than the {limit} that are taken; save it smaller")]
    TooManyBytes { bytes: u64, limit: u64 },
    #[error("the file is no JPEG, PNG or WebP picture; save it as one of these")]
    UnknownFormat,
    #[error(
        "the picture has {width} × {height} pixels, more than the {limit} million that are taken; scale it down"
    )]
    TooManyPixels {
        width: u32,
        height: u32,
        /// Million pixels.
        limit: u64,
    },
    #[error("the picture is {width} × {height} pixels, too narrow a strip to be shown")]
    TooNarrow { width: u32, height: u32 },
    #[error("the file ends before the picture does; copy or upload it again")]
    Truncated,
    #[error("the file is damaged; save it again: {detail}")]
    Damaged {
        /// The decoder's words.
        detail: String,
    },
    #[error("this kind of JPEG, PNG or WebP cannot be read; save it as an ordinary one: {detail}")]
    Unsupported {
        /// The decoder's words.
        detail: String,
    },
}
