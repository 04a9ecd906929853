#[message(nested)]
pub struct Level(pub i64, #[field(pad = 4)] pub u32);
