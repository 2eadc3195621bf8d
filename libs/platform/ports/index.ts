export * from './system-ports.js';
