export declare function builtApps(): string;
