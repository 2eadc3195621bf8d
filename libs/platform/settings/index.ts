export * from './setting.js';
export * from './settings.js';
export * from './settings-page.js';
