export * from './attachments/index.js';
