//! The execution service of this example: records orders and hands them over in pages.
//!
//! Limits: [`ORDERS_MAX`] orders are kept; a page holds at most [`ORDERS_PER_PAGE_MAX`].

use mycelium::prelude::*;
use thiserror::Error;

use crate::messages::{GetOrders, OrderRequest};

/// The most orders in one answer: 2 bytes of count and 2,047 x 32 bytes fill a TLV.
pub const ORDERS_PER_PAGE_MAX: u32 = 2_047;

/// The most orders that are recorded (512 MiB).
pub const ORDERS_MAX: usize = 1 << 24;

/// An order was not recorded; it is handed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("order {} is not recorded: there are {ORDERS_MAX} already, the most that are kept", .0.order_id)]
pub struct ExecutionFull(pub OrderRequest);

/// Records orders in the order in which they come.
#[derive(Debug, Default)]
pub struct Execution {
    orders: Vec<OrderRequest>,
}

#[actor]
impl Execution {
    /// Starts without orders.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an order.
    ///
    /// # Errors
    ///
    /// [`ExecutionFull`] with the order, when [`ORDERS_MAX`] are recorded.
    #[handler]
    pub fn submit_order(&mut self, order: OrderRequest) -> Result<(), ExecutionFull> {
        if self.orders.len() >= ORDERS_MAX {
            return Err(ExecutionFull(order));
        }
        self.orders.push(order);
        Ok(())
    }

    /// The orders after the first `from`, at most `max` and at most [`ORDERS_PER_PAGE_MAX`]; empty
    /// past the end.
    #[must_use]
    #[handler]
    pub fn get_orders(&self, page: GetOrders) -> Vec<OrderRequest> {
        let from = usize::try_from(page.from).unwrap_or(usize::MAX);
        let max = page.max.min(ORDERS_PER_PAGE_MAX) as usize;
        self.orders.iter().skip(from).take(max).copied().collect()
    }

    /// How many orders are recorded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether none is recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_to_all_orders() {
        let mut execution = Execution::new();
        for order_id in 0..5_000 {
            let order = OrderRequest { order_id, instrument: 1, price_q8: 2, quantity_q8: 3 };
            assert_eq!(execution.submit_order(order), Ok(()));
        }
        let page = |from, max| -> Vec<u64> {
            let orders = execution.get_orders(GetOrders { from, max });
            orders.iter().map(|order| order.order_id).collect()
        };
        assert_eq!(page(0, u32::MAX).len(), 2_047);
        assert_eq!(page(4_999, 10), [4_999]);
        assert_eq!(page(10, 2), [10, 11]);
        assert!(page(5_000, 10).is_empty());
        assert!(page(u64::MAX, u32::MAX).is_empty());
    }
}
