interface Foo { a: number }
