export { BillingModule } from './billing.module.js';
export { PRICE_LISTS } from './billing.tokens.js';
export { DraftInvoice } from './commands/draft-invoice/draft-invoice.handler.js';
export { IssueInvoice } from './commands/issue-invoice/issue-invoice.handler.js';
export {
  RecordPayment,
  type NewPayment,
} from './commands/record-payment/record-payment.handler.js';
export * from './domain/invoice-id.js';
export * from './domain/invoice.js';
export { issueTerms } from './domain/issue-terms.js';
export * from './domain/price-list.js';
export { DraftInvoiceWhenTicketArchived } from './policies/draft-invoice-when-ticket-archived.js';
export { SettleTicketWhenInvoiceIsIssued } from './policies/settle-ticket-when-invoice-is-issued.js';
export { loadPriceLists } from './price-list/load-price-lists.js';
export { billingProjections } from './projections/index.js';
