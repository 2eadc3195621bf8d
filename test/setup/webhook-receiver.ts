/** A real receiver of webhooks on loopback, for whoever sends them. */
export { Receiver } from '../../libs/subscription/webhook/testing/receiver.js';
