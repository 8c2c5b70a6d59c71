import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS } from './roles.js';

/** Stops the service from starting while a route does not say who may call it. Needs Nest's `DiscoveryModule`. */
@Injectable()
export class RouteAccessCheck implements OnModuleInit {
  private readonly scanner = new MetadataScanner();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error naming every such route. */
  onModuleInit(): void {
    const silent = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function' || Reflect.hasMetadata(ACCESS, metatype)) return [];
      // Controllers are classes: their prototype is an object.
      const prototype = metatype.prototype as object;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => saysNothing(Reflect.get(prototype, name)))
        .map((name) => `${metatype.name}.${name}`);
    });
    if (silent.length > 0)
      throw new Error(`routes that name neither @Roles nor @Public: ${silent.join(', ')}`);
  }
}

function saysNothing(handler: unknown): boolean {
  return (
    typeof handler === 'function' &&
    Reflect.hasMetadata(PATH_METADATA, handler) &&
    !Reflect.hasMetadata(ACCESS, handler)
  );
}
