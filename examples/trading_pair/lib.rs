//! The domain part of the trading pair: market data -> signal generator -> execution.
//!
//! The services are plain Rust that knows nothing of actors, sockets or clocks; `actors` puts the attributes
//! on them. The same input
//! gives the same signals and the same orders, byte for byte, wherever the services run; for that
//! reason no result depends on a float, on the time of day or on the order of a hash map.
//!
//! ```text
//! Input ──► MarketEvent ──► MarketDataProcessor ──► ArbitrageSignal ──► SignalGenerator ──► OrderRequest ──► Execution
//! ```
//!
//! Units stand at the end of a name: `_q8` is a value scaled by 10^8, `_ns` nanoseconds since the
//! Unix epoch, `_bps` hundredths of a percent, `_wei` 10^-18 ether. Token amounts without a suffix
//! are whole tokens scaled by 10^18. Every division rounds toward zero.

// What travels.
pub mod messages;

// What the numbers mean.
pub mod coin_trade;
pub mod tokens;
pub mod units;

// The services.
mod activity;
pub mod execution;
pub mod market_data;
mod order_books;
mod prices;
pub mod signal_generator;

// The services as actors.
pub mod actors;
pub mod clock;
pub mod probe;

// What drives them.
pub mod block_time;
mod csv_cells;
pub mod decimal;
pub mod events;
pub mod generator;
pub mod input;
pub mod swap_file_error;
pub mod swaps;

pub use activity::{PoolActivity, PoolCount};
pub use actors::{
    EXECUTION, MARKET_DATA, MarketDataActor, MarketDataActorRef, MarketMessage, SIGNAL_GENERATOR, SignalGeneratorActor,
    SignalGeneratorActorRef, SignalMessage,
};
pub use events::{MarketEvent, SwapEvents};
pub use execution::{Execution, ExecutionFull, ExecutionMessage, ExecutionRef, ORDERS_PER_PAGE_MAX};
pub use input::Input;
pub use market_data::{MarketDataConfig, MarketDataProcessor, SIGNALS_PER_SWAP_MAX};
pub use messages::{
    ArbitrageSignal, GetOrders, Level, OrderBookUpdate, OrderRequest, PoolSwapEvent, QuoteUpdate, SwapGas,
};
pub use order_books::TopOfBook;
pub use probe::Probe;
pub use signal_generator::{EnhancedSignal, SignalConfig, SignalCounts, SignalGenerator};
pub use swap_file_error::SwapFileError;
