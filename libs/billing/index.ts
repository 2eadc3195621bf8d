export { BillingModule } from './billing.module.js';
export * from './domain/invoice-id.js';
export * from './domain/invoice.js';
export { issueTerms } from './domain/issue-terms.js';
export * from './domain/price-list.js';
export { loadPriceLists } from './price-list/load-price-lists.js';
export { billingProjections } from './projections/index.js';
