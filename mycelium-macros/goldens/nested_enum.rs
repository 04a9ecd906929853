#[message(nested)]
#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell,
    #[field(other)]
    Other(u8),
}
