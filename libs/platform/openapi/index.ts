export * from './api-document.js';
