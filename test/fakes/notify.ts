import type { Notification } from '#shared/connect/notification.ts';
import type { NotifyPort } from '#shared/ports.ts';

/** Keeps what people are told, or fails. */
export class FakeNotify implements NotifyPort {
  readonly told: Notification[] = [];
  fault: Error | undefined;

  async publish(notification: Notification): Promise<void> {
    if (this.fault) throw this.fault;
    this.told.push(notification);
  }
}
