export type Path = readonly (string | number)[];

/** Takes down what is wrong at a place of the file. */
export type Report = (path: Path, message: string) => void;
