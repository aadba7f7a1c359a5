"""Tables as they are found in archives, courses and offices, and what a person reads in them.

Each by hand: the text, the names, the numbers, and words that the notes must hold.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NAN = float("nan")
Rows = list[list[float]]


class Found(NamedTuple):
    """A table: its text, the names and numbers in it, what is said, its encoding, what is given."""

    text: str
    names: tuple[str, ...]
    values: Rows
    said: tuple[str, ...] = ()
    encoding: str = "utf-8"
    given: Mapping[str, Any] = MappingProxyType({})


NUMBERS_NAMED = "is read as the header, although it holds numbers"
ABOVE = "Rows above the table, left out: {}, the first is row 1"
BLANKS = "separated by blanks"
NO_NAMES = "There is no row of names"
TEXT = "Left out, because they hold text: {}."
UNITS = "Units taken off the numbers: {}."
LABELS = "Words read as 0 and 1: {}."

LINES = {
    "single quotation marks": Found(
        "'a','b, c','d'\n'1','2.5','x'\n'3','4','y, z'\n",
        ("a", "b, c"),
        [[1, 2.5], [3, 4]],
    ),
    "names behind a label, below a title": Found(
        "Title of text\nmore text\nData:  y   x\n 1.2  3.4\n 2.2 4.4\n 3.1 5.5\n",
        ("y", "x"),
        [[1.2, 3.4], [2.2, 4.4], [3.1, 5.5]],
    ),
    "an apostrophe is none": Found(
        "a,don't,b\n1,2,o'clock\n3,4,x\n", ("a", "don't"), [[1, 2], [3, 4]]
    ),
}

HEADERS = {
    "places as names": Found(
        "station,item,0,1,2,3\nQ,PM2.5,26,39,36,35\nQ,NO2,10,11,9,8\nQ,CO,.5,.6,.4,.3\n",
        ("0", "1", "2", "3"),
        [[26, 39, 36, 35], [10, 11, 9, 8], [0.5, 0.6, 0.4, 0.3]],
        (NUMBERS_NAMED, TEXT.format("station, item")),
    ),
    "doses as names": Found(
        "mouse,0.5,1.0,2.0\nm1,3,4,5\nm2,5,6,8\nm3,4,4,9\n",
        ("0.5", "1.0", "2.0"),
        [[3, 4, 5], [5, 6, 8], [4, 4, 9]],
        (NUMBERS_NAMED,),
    ),
    "doses by tens": Found(
        "strain;0,1;1;10\na;5;6;7\nb;5,5;6;8\n",
        ("0,1", "1", "10"),
        [[5, 6, 7], [5.5, 6, 8]],
        (NUMBERS_NAMED,),
    ),
    "two hours": Found(
        "sample,0,6\ns1,4,2\ns2,7,5\n", ("0", "6"), [[4, 2], [7, 5]], (NUMBERS_NAMED,)
    ),
    "hours with their unit": Found(
        "sample,0h,6h,24h\ns1,1,2,3\ns2,4,5,7\n", ("0h", "6h", "24h"), [[1, 2, 3], [4, 5, 7]]
    ),
    "years alone": Found(
        "1990,2000,2010\n1,2,3\n4,5,7\n", ("1990", "2000", "2010"), [[1, 2, 3], [4, 5, 7]]
    ),
    "places alone, as pandas writes them": Found(
        "0,1,2\n5.1,3.5,1.4\n4.9,3.0,1.5\n", ("0", "1", "2"), [[5.1, 3.5, 1.4], [4.9, 3, 1.5]]
    ),
    "places beside an index": Found(
        ",0,1\n0,5.1,3.5\n1,4.9,3.0\n2,4.7,3.2\n",
        ("column_1", "0", "1"),
        [[0, 5.1, 3.5], [1, 4.9, 3], [2, 4.7, 3.2]],
        ("Counts the rows",),
    ),
    "birth years are no names": Found(
        "Ann,1990\nBob,1985\nCid,1970\n", ("column_2",), [[1990], [1985], [1970]]
    ),
    "a square of numbers has no names": Found(
        "1,2,3\n4,5,6\n7,8,9\n",
        ("column_1", "column_2", "column_3"),
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    ),
    "flowers without names": Found(
        "5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,virginica\n6.4,3.3,virginica\n",
        ("column_1", "column_2", "column_3"),
        [[5.1, 3.5, 0], [4.9, 3, 0], [7, 3.2, 1], [6.4, 3.3, 1]],
        (LABELS.format("column_3 (setosa = 0, virginica = 1)"),),
    ),
    "a number among the names": Found(
        "id,2,price\n7,3,4\n9,5,8\n8,2,2\n", ("id", "2", "price"), [[7, 3, 4], [9, 5, 8], [8, 2, 2]]
    ),
    "a name is missing within": Found(
        "x,,y\n1,2,3\n4,5,6\n5,5,7\n", ("x", "column_2", "y"), [[1, 2, 3], [4, 5, 6], [5, 5, 7]]
    ),
    "the first cell of a column is a word": Found(
        "name,age\nAnn,unknown\nBob,31\nCid,40\nDan,41\n",
        ("age",),
        [[31], [40], [41]],
        ("“unknown”",),
    ),
    "pandas' index": Found(
        "Unnamed: 0,x,y\n0,1,2\n1,4,3\n2,5,9\n",
        ("Unnamed: 0", "x", "y"),
        [[0, 1, 2], [1, 4, 3], [2, 5, 9]],
        ("Counts the rows",),
    ),
}

ABOVE_THE_TABLE = {
    "a line of counts above the names": Found(
        '506,4,"",""\n"CRIM","ZN","RM","MEDV"\n0.1,18,6.5,24\n0.2,0,6.4,21.6\n0.3,0,7.1,34.7\n',
        ("CRIM", "ZN", "RM", "MEDV"),
        [[0.1, 18, 6.5, 24], [0.2, 0, 6.4, 21.6], [0.3, 0, 7.1, 34.7]],
        (ABOVE.format(1),),
    ),
    "counts and classes above rows without names": Found(
        "150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n4.9,3.0,1.4,0.3,0\n"
        "4.7,3.2,1.3,0.2,1\n",
        ("column_1", "column_2", "column_3", "column_4", "column_5"),
        [[5.1, 3.5, 1.4, 0.2, 0], [4.9, 3, 1.4, 0.3, 0], [4.7, 3.2, 1.3, 0.2, 1]],
        (ABOVE.format(1), NO_NAMES),
    ),
    "the number of points above them": Found(
        "3\n1,2,3\n3,4,5\n5,6,9\n",
        ("column_1", "column_2", "column_3"),
        [[1, 2, 3], [3, 4, 5], [5, 6, 9]],
        (ABOVE.format(1),),
    ),
    "advertising above rows without names": Found(
        "Assignment help here\nTutors online\nCall today\n2104,3,399900\n1600,3,329900\n"
        "2400,3,369000\n1416,2,232000\n",
        ("column_1", "column_2", "column_3"),
        [[2104, 3, 399900], [1600, 3, 329900], [2400, 3, 369000], [1416, 2, 232000]],
        (ABOVE.format(3), NO_NAMES),
    ),
    "a title and a date": Found(
        "Sales report 2023,,\nPrinted on 1 May,,\n\nmonth,ads,sales\n"
        "Jan,10,100\nFeb,12,120\nMar,9,95\n",
        ("ads", "sales"),
        [[10, 100], [12, 120], [9, 95]],
        (ABOVE.format(2), "“Sales report 2023”"),
    ),
    "comment lines": Found(
        "# made by an archive\n# Sat 1 May, 2021\na,b\n1,2\n3,4\n5,7\n",
        ("a", "b"),
        [[1, 2], [3, 4], [5, 7]],
        ("Comment lines above the table, left out: 2",),
    ),
    "a quotation mark in a comment": Found(
        '% by "hand\na,b\n1,2\n3,4\n', ("a", "b"), [[1, 2], [3, 4]], ("Comment lines",)
    ),
    "names in a comment": Found(
        "# x,y\n1.0e+00,2\n3,4\n",
        ("x", "y"),
        [[1, 2], [3, 4]],
        ("taken from the comment in row 1",),
    ),
    "names in a comment, blanks": Found(
        "# x y\n1.0 2\n3 4\n", ("x", "y"), [[1, 2], [3, 4]], ("taken from the comment",)
    ),
    "a certified data set": Found(
        "NIST/ITL StRD\nDataset Name:  Norris\nDescription: these data are from a study\n\n"
        "Data:  y   x\n   0.1   0.2\n 338.8   337.4\n 118.1   118.2\n 888.0   884.6\n",
        ("y", "x"),
        [[0.1, 0.2], [338.8, 337.4], [118.1, 118.2], [888, 884.6]],
        (ABOVE.format(3), BLANKS),
    ),
    "a line of units": Found(
        "time,dist,speed\n(s),(m),(m/s)\n0,0,1\n1,2,4\n3,5,7\n",
        ("time", "dist", "speed"),
        [[0, 0, 1], [1, 2, 4], [3, 5, 7]],
        ("Row 2 holds units",),
    ),
    "a title and a line of units": Found(
        "Messung 3;;\nZeit;Weg;Kraft\ns;mm;N\n0,0;1,5;2,5\n0,5;2,5;3,0\n",
        ("Zeit", "Weg", "Kraft"),
        [[0, 1.5, 2.5], [0.5, 2.5, 3]],
        (ABOVE.format(1), "Row 3 holds units"),
    ),
    "a bank's preamble": Found(
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2021-05-25",\n\n'
        '"Country Name","Country Code","1960","1961"\n"Aruba","ABW","54211","55438"\n'
        '"Angola","AGO","5454933","5531472"\n"Chad","TCD","3002596","3061423"\n',
        ("1960", "1961"),
        [[54211, 55438], [5454933, 5531472], [3002596, 3061423]],
        (ABOVE.format(2),),
    ),
    "totals below": Found(
        "region,sales,cost\nN,10,4\nS,20,9\nE,30,10\nTotal,60,23\n",
        ("sales", "cost"),
        [[10, 4], [20, 9], [30, 10]],
        ("sum up those above, left out: 1, the first is row 5: “Total”",),
    ),
    "totals and means below, in Chinese": Found(
        "\u5730\u533a,\u9500\u552e\n\u5317,10\n\u5357,20\n\u4e1c,25\n\u5408\u8ba1,55\n\u5e73\u5747,18.3\n",
        ("\u9500\u552e",),
        [[10], [20], [25]],
        ("left out: 2",),
    ),
    "a source below": Found(
        "x,y\n1,2\n3,4\n5,7\nSource: an office,\n",
        ("x", "y"),
        [[1, 2], [3, 4], [5, 7]],
        ("“Source",),
    ),
}

SEPARATORS = {
    "blanks of any number": Found(
        " 0.02731   0.00   7.070  0\n 0.02729   0.00   7.071  1\n 0.03237   1.00   2.180  0\n",
        ("column_1", "column_2", "column_3", "column_4"),
        [[0.02731, 0, 7.07, 0], [0.02729, 0, 7.071, 1], [0.03237, 1, 2.18, 0]],
        (BLANKS,),
    ),
    "blanks, then a tab and quotes": Found(
        '18.0   8   307.0\t"chevrolet chevelle"\n15.0   8   350.0\t"buick skylark"\n'
        '25.0   4   ?\t"ford pinto"\n22.0   6   198.0\t"ford"\n',
        ("column_1", "column_2", "column_3"),
        [[18, 8, 307], [15, 8, 350], [22, 6, 198]],
        (BLANKS, "value is missing: 1"),
    ),
    "R's row names": Found(
        '"speed" "dist"\n"1" 4 2\n"2" 4 10\n"3" 7 4\n',
        ("speed", "dist"),
        [[4, 2], [4, 10], [7, 4]],
        ("the names of the rows",),
    ),
    "R's row names, words and commas": Found(
        '"mpg","cyl"\n"Mazda RX4",21,6\n"Datsun 710",22.8,4\n"Valiant",18.1,6\n',
        ("mpg", "cyl"),
        [[21, 6], [22.8, 4], [18.1, 6]],
        ("“Mazda RX4”",),
    ),
    "names of two words, two blanks apart": Found(
        "Unit price  Qty\n10.5 3\n11.5 4\n12 5\n",
        ("Unit price", "Qty"),
        [[10.5, 3], [11.5, 4], [12, 5]],
    ),
    "columns of a fixed width": Found(
        "Name        Age  Score\nAnn Smith    23    4.5\nBob Lee      31    3.1\n"
        "Cid          41    2.2\n"
        "Dan Brown    37    1.0\n",
        ("Age", "Score"),
        [[23, 4.5], [31, 3.1], [41, 2.2], [37, 1]],
        ("by their place in the line",),
    ),
    "columns of a fixed width with a gap": Found(
        "Name        Age  Score\nAnn Smith    23    4.5\nBob Lee            3.1\n"
        "Cid          41    2.2\n"
        "Dan Brown    37    1.0\n",
        ("Age", "Score"),
        [[23, 4.5], [41, 2.2], [37, 1]],
        ("by their place in the line", "value is missing: 1, the first in row 3, column 2"),
    ),
    "one number or two": Found(
        "100 200\n300 400\n",
        ("column_1", "column_2"),
        [[100, 200], [300, 400]],
        ("groups thousands",),
    ),
    "a table of Markdown": Found(
        "| size | price |\n|------|------:|\n| 10 | 100 |\n| 20 | 180 |\n",
        ("size", "price"),
        [[10, 100], [20, 180]],
        ("vertical bars",),
    ),
    "a table of a database": Found(
        " size | price \n------+-------\n   10 |   100\n   20 |   180\n   35 |   200\n",
        ("size", "price"),
        [[10, 100], [20, 180], [35, 200]],
    ),
    "a spreadsheet's first line": Found(
        "sep=;\na;b\n1;2,5\n3;4,5\n", ("a", "b"), [[1, 2.5], [3, 4.5]]
    ),
    "commas in words": Found(
        'city;price;size\n"Paris, 5e";10;2\n"Lyon, 3e";8;3\n', ("price", "size"), [[10, 2], [8, 3]]
    ),
    "decimal commas between blanks": Found(
        "x y\n1,5 2,5\n3,5 4,25\n", ("x", "y"), [[1.5, 2.5], [3.5, 4.25]], (BLANKS,)
    ),
    "tabs with blanks in the cells": Found(
        "first name\tage\nAnn Lee\t30\nBob Ray\t31\n", ("age",), [[30], [31]], ("by tabs",)
    ),
    "a break within quotes": Found(
        'a,"b\nlong"\n1,"2"\n3,"4"\n', ("a", "b long"), [[1, 2], [3, 4]]
    ),
    "eighty-one columns": Found(
        ",".join(f"c{i}" for i in range(81))
        + "\n"
        + ",".join("1" * 81)
        + "\n"
        + ",".join("2" * 81),
        tuple(f"c{i}" for i in range(81)),
        [[1.0] * 81, [2.0] * 81],
    ),
    "a Greek exchange, UTF-16 with a mark": Found(
        "\u03c4\u03b9\u03bc\u03ae\tx\n1\t2,5\n3\t4,5\n",
        ("\u03c4\u03b9\u03bc\u03ae", "x"),
        [[1, 2.5], [3, 4.5]],
        ("UTF-16", "by tabs"),
        "utf-16",
    ),
}

NUMBERS = {
    "dollars": Found(
        "item,qty,price\nA,1,$2.39\nB,2,$3.39\nC,5,$1.25\n",
        ("qty", "price"),
        [[1, 2.39], [2, 3.39], [5, 1.25]],
        (UNITS.format("price ($)"),),
    ),
    "dollars below zero": Found(
        'x,y\n1,-$5\n2,$-7\n4,"($1,250.50)"\n', ("x", "y"), [[1, -5], [2, -7], [4, -1250.5]]
    ),
    "euros in front": Found(
        "Produit;Prix\nA;€ 12,50\nB;€ 7,20\nC;€ 1 234,00\n", ("Prix",), [[12.5], [7.2], [1234]]
    ),
    "euros behind": Found(
        "a;b\n1.234,50 €;3\n99,90 €;4\n",
        ("a", "b"),
        [[1234.5, 3], [99.9, 4]],
        (UNITS.format("a (€)"),),
    ),
    "reais": Found(
        "item;valor\nA;R$ 1.234,56\nB;R$ 12,00\nC;R$ 7,10\n", ("valor",), [[1234.56], [12], [7.1]]
    ),
    "francs": Found("a;b\nCHF 1'234.50;2\nCHF 20.00;3\n", ("a", "b"), [[1234.5, 2], [20, 3]]),
    "won and yuan with signs of a keyboard": Found(
        "a,b\n\uffe5100,\u20a92\n\uffe580,\u20a93\n", ("a", "b"), [[100, 2], [80, 3]]
    ),
    "India's grouping": Found(
        'city,area,price\nPune,1200,"12,50,000"\nDelhi,1500,"1,23,45,678"\n',
        ("area", "price"),
        [[1200, 1250000], [1500, 12345678]],
        ("group thousands",),
    ),
    "rupees": Found(
        'a,b\n1,"Rs. 12,50,000"\n3,"₹9,00,000"\n3,5\n', ("a",), [[1], [3], [3]], ("differ: b",)
    ),
    "areas and ten thousands": Found(
        "\u5c0f\u533a,\u9762\u79ef,\u603b\u4ef7\nA,89.5\u5e73\u7c73,320\u4e07\nB,70\u5e73\u7c73,210\u4e07\n",
        ("\u9762\u79ef", "\u603b\u4ef7"),
        [[89.5, 320], [70, 210]],
        ("\u5e73\u7c73", "\u4e07"),
    ),
    "thousands and millions": Found(
        "name,value,wage\nA,€110.5M,€565K\nB,€77M,€405K\nC,€0,€290K\nD,€900K,€1.2M\n",
        ("value", "wage"),
        [[110.5e6, 565e3], [77e6, 405e3], [0, 290e3], [900e3, 1.2e6]],
        ("worked out: value (K, M), wage (K, M)",),
    ),
    "per cent": Found(
        "g,y\n12 %,3\n5%,4\n7.5%,9\n",
        ("g", "y"),
        [[12, 3], [5, 4], [7.5, 9]],
        (UNITS.format("g (%)"),),
    ),
    "a share beside per cent is another quantity": Found(
        "g,y\n12%,3\n0.5,4\n7%,9\n", ("y",), [[3], [4], [9]], (TEXT.format("g"),)
    ),
    "units": Found(
        "d,t\n5 km,20 °C\n7.5 km,21 °C\n9 km,19.5 °C\n", ("d", "t"), [[5, 20], [7.5, 21], [9, 19.5]]
    ),
    "units that differ": Found(
        "d,y\n5 km,1\n300 m,2\n2 km,3\n", ("y",), [[1], [2], [3]], ("differ: d (km, m)",)
    ),
    "one star, two stars": Found(
        "a,b\n1 star,5\n2 stars,6\n5 stars,9\n", ("a", "b"), [[1, 5], [2, 6], [5, 9]]
    ),
    "a letter behind one number": Found(
        "no,x\n12,3\n13A,4\n14,5\n15,6\n", ("no", "x"), [[12, 3], [14, 5], [15, 6]], ("“13A”",)
    ),
    "ranks are words": Found(
        "pos,y\n1st,3\n2nd,4\n3rd,9\n", ("y",), [[3], [4], [9]], (TEXT.format("pos"),)
    ),
    "dates and times": Found(
        "day,at,y\n2024-01-02,10:30,1\n2024-01-03,11:00,4\n",
        ("y",),
        [[1], [4]],
        ("dates or times: day, at",),
    ),
    "brackets and a minus behind": Found(
        'x,y\n1,"(1,234)"\n2,123-\n4,55\n',
        ("x", "y"),
        [[1, -1234], [2, -123], [4, 55]],
        ("as negative",),
    ),
    "the true minus sign": Found("x,y\n\u22125,1\n\u22122.5,2\n", ("x", "y"), [[-5, 1], [-2.5, 2]]),
    "powers of ten": Found(
        "x,y\n1.2e3,1.2×10^3\n1.3E-2,1.3x10^-2\n5,5×10³\n",
        ("x", "y"),
        [[1200, 1200], [0.013, 0.013], [5, 5000]],
    ),
    "blanks group thousands": Found(
        "a;b\n1 234,5;2\n12 000;3\n", ("a", "b"), [[1234.5, 2], [12000, 3]], ("group thousands",)
    ),
    "hard blanks group thousands": Found(
        "a;b\n1\u00a0234,5;2\n2\u202f000,0;3\n", ("a", "b"), [[1234.5, 2], [2000, 3]]
    ),
    "a spreadsheet's numbers as text": Found(
        'a,b\n"=""1""",2\n"=""5""",3\n', ("a", "b"), [[1, 2], [5, 3]]
    ),
    "digits of Arabic": Found("a,b\n\u0661\u0662,3\n\u0664,5\n", ("a", "b"), [[12, 3], [4, 5]]),
    "an unclear point": Found(
        "x;y\n1;1.234\n3;5.678\n2;9.012\n",
        ("x", "y"),
        [[1, 1.234], [3, 5.678], [2, 9.012]],
        ("Nothing tells whether the point in “1.234” is a decimal mark",),
    ),
    "an unclear comma": Found(
        "x;y\n1;1,234\n3;5,678\n2;9,012\n",
        ("x", "y"),
        [[1, 1.234], [3, 5.678], [2, 9.012]],
        ("A comma is read as the decimal mark in: y.",),
    ),
    "many words for missing": Found(
        "a,b\n1,NA\n2,-\n3,?\n4,NULL\n5,#N/A\n6,\n7,..\n8,n.a.\n"
        + "".join(f"{i},{i}\n" for i in range(9, 20)),
        ("a", "b"),
        [[i, i] for i in range(9, 20)],
        ("value is missing: 8",),
    ),
    "a stand-in for missing": Found(
        "a,b\n1,2\n-999,3\n4,5\n5,7\n",
        ("a", "b"),
        [[1, 2], [-999, 3], [4, 5], [5, 7]],
        ("perhaps", "missing: a."),
    ),
}

WORDS = {
    "yes and no": Found(
        "hours,pass\n1,no\n2,No\n4,yes\n",
        ("hours", "pass"),
        [[1, 0], [2, 0], [4, 1]],
        (LABELS.format("pass (no = 0, yes = 1)"),),
    ),
    "true and false": Found("a,b\n1,TRUE\n2,FALSE\n5,TRUE\n", ("a", "b"), [[1, 1], [2, 0], [5, 1]]),
    "two other words": Found(
        "x,class\n1,spam\n3,ham\n4,spam\n5,ham\n",
        ("x", "class"),
        [[1, 1], [3, 0], [4, 1], [5, 0]],
        (LABELS.format("class (ham = 0, spam = 1)"),),
    ),
    "words of no known order": Found(
        "x,c\n1,red\n3,blue\n4,red\n5,blue\n",
        ("x", "c"),
        [[1, 1], [3, 0], [4, 1], [5, 0]],
        (LABELS.format("c (blue = 0, red = 1)"),),
    ),
    "yes and no in Chinese": Found(
        "x,\u4e70\n1,\u662f\n3,\u5426\n4,\u662f\n", ("x", "\u4e70"), [[1, 1], [3, 0], [4, 1]]
    ),
    "two names are no labels": Found(
        "x,who,y\n1,Ann,5\n3,Bob,6\n", ("x", "y"), [[1, 5], [3, 6]], (TEXT.format("who"),)
    ),
    "three words are no labels": Found(
        "x,c\n1,a\n3,b\n4,c\n5,a\n", ("x",), [[1], [3], [4], [5]], (TEXT.format("c"),)
    ),
}

ARCHIVES = {
    "passengers": Found(
        'PassengerId,Survived,Name,Sex,Age\n1,0,"Braund, Mr.",male,22\n2,1,"Cumings",female,38\n'
        '3,1,"Heikkinen",female,26\n4,1,"Futrelle",female,35\n',
        ("PassengerId", "Survived", "Sex", "Age"),
        [[1, 0, 1, 22], [2, 1, 0, 38], [3, 1, 0, 26], [4, 1, 0, 35]],
        ("Counts the rows", LABELS.format("Sex (female = 0, male = 1)")),
    ),
    "a census without names": Found(
        "39, State-gov, 77516, Male, <=50K\n50, Self-emp, 83311, Male, <=50K\n"
        "38, Private, 215646, Female, >50K\n53, Private, 234721, Male, <=50K\n",
        ("column_1", "column_3", "column_4", "column_5"),
        [[39, 77516, 1, 0], [50, 83311, 1, 0], [38, 215646, 0, 1], [53, 234721, 1, 0]],
    ),
    "tumours with numbers of patients": Found(
        "842302,M,17.99,10.38\n842517,M,20.57,17.77\n8510426,B,13.54,14.36\n"
        "8510653,B,13.08,15.71\n",
        ("column_1", "column_2", "column_3", "column_4"),
        [
            [842302, 1, 17.99, 10.38],
            [842517, 1, 20.57, 17.77],
            [8510426, 0, 13.54, 14.36],
            [8510653, 0, 13.08, 15.71],
        ],
        ("Looks like an id", LABELS.format("column_2 (B = 0, M = 1)")),
    ),
    "air, with empty columns and a stand-in": Found(
        "Date;Time;CO(GT);T;;\n10/03/2004;18.00.00;2,6;13,6;;\n10/03/2004;19.00.00;2;13,3;;\n"
        "10/03/2004;20.00.00;-200;11,9;;\n",
        ("CO(GT)", "T"),
        [[2.6, 13.6], [2, 13.3], [-200, 11.9]],
        ("dates or times: Date", "perhaps"),
    ),
    "temperatures with stars for gaps": Found(
        "Land-Ocean: Global Means\nYear,Jan,Feb\n1880,-.18,-.24\n1881,-.19,-.14\n1882,.16,***\n"
        "1883,.16,.14\n",
        ("Year", "Jan", "Feb"),
        [[1880, -0.18, -0.24], [1881, -0.19, -0.14], [1883, 0.16, 0.14]],
        ("value is missing: 1", "“Land-Ocean: Global Means”"),
    ),
    "an observatory's comments and blanks": Found(
        "# site code\n# decimal average\n1958   3   1958.2027   315.70\n"
        "1958   4   1958.2877   317.45\n"
        "1959   5   1958.3699   317.51\n",
        ("column_1", "column_2", "column_3", "column_4"),
        [[1958, 3, 1958.2027, 315.7], [1958, 4, 1958.2877, 317.45], [1959, 5, 1958.3699, 317.51]],
        ("Comment lines above the table, left out: 2",),
    ),
    "proteins of a fixed width": Found(
        "AAT_ECOLI   0.49  0.29  cp\nACEA_ECOLI  0.07  0.40  cp\nACEK_ECOLI  0.56  0.40  im\n"
        "ACKA_ECOLI  0.59  0.49  im\n",
        ("column_2", "column_3", "column_4"),
        [[0.49, 0.29, 0], [0.07, 0.4, 0], [0.56, 0.4, 1], [0.59, 0.49, 1]],
    ),
    "seeds, with a tab too many": Found(
        "15.26\t14.84\t1\n14.88\t14.57\t\t2\n14.29\t14.09\t1\n13.84\t13.94\t3\n",
        ("column_1", "column_2", "column_3"),
        [[15.26, 14.84, 1], [14.88, 14.57, 2], [14.29, 14.09, 1], [13.84, 13.94, 3]],
    ),
    "a balance": Found(
        'item,2022,2023\nRevenue,"1,200","1,350"\nCost,"(800)","(900)"\nTax,"(9)","(12)"\n',
        ("2022", "2023"),
        [[1200, 1350], [-800, -900], [-9, -12]],
        ("as negative",),
    ),
    "a first row of gaps": Found(
        "a,b,c\nNA,NA,NA\n1,2,3\n4,5,6\n", ("a", "b", "c"), [[1, 2, 3], [4, 5, 6]]
    ),
    "below what can be measured": Found(
        "x,y\n<0.5,1\n0.7,2\n0.9,4\n0.6,3\n",
        ("x", "y"),
        [[0.7, 2], [0.9, 4], [0.6, 3]],
        ("“<0.5”",),
    ),
    "a title of one word": Found(
        "Results\nx,y\n1,2\n3,4\n5,9\n", ("x", "y"), [[1, 2], [3, 4], [5, 9]], (ABOVE.format(1),)
    ),
    "a title above rows of two": Found(
        "My data 2020\n10,200\n12,300\n13,350\n",
        ("column_1", "column_2"),
        [[10, 200], [12, 300], [13, 350]],
        (ABOVE.format(1), NO_NAMES),
    ),
    "a column called #": Found(
        "#,x,y\n1,2,3\n2,4,5\n3,7,7\n", ("#", "x", "y"), [[1, 2, 3], [2, 4, 5], [3, 7, 7]]
    ),
}

PRINTED = {
    "a title of one cell above two columns that count": Found(
        "Experiment 7\n\ntime,dist\n0,1\n1,3\n2,5\n",
        ("time", "dist"),
        [[0, 1], [1, 3], [2, 5]],
        (ABOVE.format(1),),
    ),
    "a title above months": Found(
        "Sales\nmonth,x,y\nJan,1,2\nFeb,2,5\nMar,4,4\n", ("x", "y"), [[1, 2], [2, 5], [4, 4]]
    ),
    "R's types below the names": Found(
        "# A tibble: 3 x 2\n  speed  dist\n  <dbl> <dbl>\n"
        "1     4     2\n2     4    10\n3     7     4\n",
        ("speed", "dist"),
        [[4, 2], [4, 10], [7, 4]],
    ),
    "Fortran's double numbers": Found(
        "x,y\n1.0D-03,2.0D+05\n2.5d-03,3.1D5\n3.0D0,.5D+01\n",
        ("x", "y"),
        [[0.001, 200_000], [0.0025, 310_000], [3, 5]],
    ),
    "codes that look like them are names": Found(
        "code,x\n1D2,1\n3D4,2\n5D1,4\n", ("x",), [[1], [2], [4]]
    ),
    "blanks of a Chinese keyboard": Found(
        "x\u3000y\n1\u30002\n3\u30004\n5\u30007\n", ("x", "y"), [[1, 2], [3, 4], [5, 7]], (BLANKS,)
    ),
    "footnotes": Found(
        "country,x,y\nA,1,2.5[1]\nB,2,3*\nC,3,4**\nD,4†,5\n",
        ("x", "y"),
        [[1, 2.5], [2, 3], [3, 4], [4, 5]],
        ("Marks of footnotes taken off the numbers: x (4†), y (2.5[1], 3*)",),
    ),
    "fractions beside whole numbers": Found(
        "size,x\n1/2,1\n1 3/4,2\n2½,3\n3,4\n",
        ("size", "x"),
        [[0.5, 1], [1.75, 2], [2.5, 3], [3, 4]],
        ("Fractions such as 1/2 are worked out: size (1/2, 1 3/4)",),
    ),
    "fractions of an inch": Found(
        "drill;x\n1/8 in;1\n-3/16 in;2\n1/4 in;3\n",
        ("drill", "x"),
        [[0.125, 1], [-0.1875, 2], [0.25, 3]],
        (UNITS.format("drill (in)"),),
    ),
    "fractions that are no dates": Found(
        "a,x\n1/64,1\n7/32,2\n1/3,3\n", ("a", "x"), [[1 / 64, 1], [7 / 32, 2], [1 / 3, 3]]
    ),
    "fractions or dates": Found(
        "a,x\n1/2,1\n3/4,2\n5/8,3\n",
        ("x",),
        [[1], [2], [3]],
        ("Left out, because what stands there may be a fraction, a date or a ratio: a (1/2)",),
    ),
    "ratios that are no fractions": Found(
        "pressure,x\n120/80,1\n135/85,2\n",
        ("x",),
        [[1], [2]],
        ("Left out, because what stands there may be a fraction, a date or a ratio: pressure (",),
    ),
    "numbers with their uncertainty": Found(
        "x,y,z\n1.0±0.1,(5.1 ± 0.2) cm,1.2e3 +/- 5\n2,7.25 ± 0.2 cm,1300\n",
        ("x", "y", "z"),
        [[1, 5.1, 1200], [2, 7.25, 1300]],
        ("Uncertainties behind the numbers, left out: x (1.0±0.1), y (", UNITS.format("y (cm)")),
    ),
    "a tolerance in per cent": Found(
        "r,x\n100 ± 5 %,1\n220 ± 5 %,2\n", ("x",), [[1], [2]], (TEXT.format("r"),)
    ),
}

GIVEN = {
    "the encoding": Found(
        "cena_z\u0142;x\n1;2\n",
        ("cena_z\u00b3", "x"),
        [[1, 2]],
        (),
        "cp1250",
        {"encoding": "cp1252"},
    ),
    "the separator": Found("a b;c\n1;2\n", ("a b", "c"), [[1, 2]], (), "utf-8", {"separator": ";"}),
    "no separator": Found(
        "1,5\n2,5\n", ("column_1",), [[1.5], [2.5]], (), "utf-8", {"separator": ""}
    ),
    "an unusual separator": Found(
        "a^b\n1^2\n3^4\n", ("a", "b"), [[1, 2], [3, 4]], (), "utf-8", {"separator": "^"}
    ),
    "the header": Found(
        "1,2\n3,4\n5,6\n", ("1", "2"), [[3, 4], [5, 6]], (), "utf-8", {"header": 1}
    ),
    "a header further down": Found(
        "a,b\nx,y\n1,2\n3,4\n",
        ("x", "y"),
        [[1, 2], [3, 4]],
        (ABOVE.format(1),),
        "utf-8",
        {"header": 2},
    ),
    "no header": Found(
        "0,1,2\n3,4,9\n",
        ("column_1", "column_2", "column_3"),
        [[0, 1, 2], [3, 4, 9]],
        (),
        "utf-8",
        {"header": 0},
    ),
    "a decimal comma": Found(
        "x;y\n1;1.234\n2;5.678\n", ("x", "y"), [[1, 1234], [2, 5678]], (), "utf-8", {"decimal": ","}
    ),
    "a decimal point": Found(
        "x;y\n1;1,234\n2;5,678\n", ("x", "y"), [[1, 1234], [2, 5678]], (), "utf-8", {"decimal": "."}
    ),
}

FOUND = {
    **ARCHIVES,
    **LINES,
    **HEADERS,
    **ABOVE_THE_TABLE,
    **SEPARATORS,
    **NUMBERS,
    **WORDS,
    **PRINTED,
    **GIVEN,
}

# Header lines of tables, each in the encodings that its writers use, and the name that is told.
HEADER_LINES = (
    ("\uc9c0\uc5ed,\ub0a8\uc790,\uc5ec\uc790", "cp949 euc-kr", "CP949"),
    ("\uba74\uc801,\uac00\uaca9", "cp949", "CP949"),
    ("\u9762\u7a4d,\u50f9\u683c,\u5730\u5340", "big5", "Big5"),
    ("\u59d3\u540d,\u5e74\u9f61,\u8eab\u9ad8", "big5", "Big5"),
    ("\u90fd\u9053\u5e9c\u770c,\u4eba\u53e3,\u9762\u7a4d", "shift_jis cp932", "Shift_JIS"),
    ("\u6c17\u6e29,\u30a2\u30a4\u30b9\u306e\u58f2\u4e0a", "cp932", "Shift_JIS"),
    ("\u6c17\u6e29,\u30a2\u30a4\u30b9\u306e\u58f2\u4e0a", "euc-jp", "EUC-JP"),
    ("\u9762\u7a4d,\u4fa1\u683c", "euc-jp", "EUC-JP"),
    ("\u5c0f\u533a,\u9762\u79ef,\u603b\u4ef7", "gbk gb18030", "GB18030"),
    (
        "\u041f\u043b\u043e\u0449\u0430\u0434\u044c,\u0426\u0435\u043d\u0430",
        "cp1251",
        "Windows-1251",
    ),
    ("\u041f\u043b\u043e\u0449\u0430\u0434\u044c,\u0426\u0435\u043d\u0430", "koi8-r", "KOI8-R"),
    ("cena_z\u0142,pi\u0119tro", "cp1250 iso8859-2", "Windows-1250"),
    ("M\u011bsto,Po\u010det obyvatel", "cp1250", "Windows-1250"),
    ("h\u0151m\u00e9rs\u00e9klet,fogyaszt\u00e1s", "cp1250 iso8859-2", "Windows-1250"),
    (
        "\u0395\u03bc\u03b2\u03b1\u03b4\u03cc\u03bd,\u03a4\u03b9\u03bc\u03ae",
        "cp1253 iso8859-7",
        "Windows-1253",
    ),
    ("\u015fehir,fiyat,y\u0131l", "cp1254 iso8859-9", "Windows-1254"),
    (
        "\u0e1e\u0e37\u0e49\u0e19\u0e17\u0e35\u0e48,\u0e23\u0e32\u0e04\u0e32",
        "cp874 tis-620",
        "Windows-874",
    ),
    ("Fl\u00e4che,Gr\u00f6\u00dfe", "cp1252 latin-1", "Windows-1252"),
    ("temp\u00e9rature,ann\u00e9e", "cp1252", "Windows-1252"),
    ("a\u00f1o,poblaci\u00f3n", "cp1252", "Windows-1252"),
    ("superficie m\u00b2,Price \u00a3", "cp1252", "Windows-1252"),
    ("don\u2019t know,x\u00b1y,a\u00d7b", "cp1252", "Windows-1252"),
    ("Gr\u00f6\u00dfe,Fl\u00e4che", "cp850 cp437 cp852", "CP850"),
    ("L\u00e4nge,Wert", "cp850", "CP850"),
    ("ann\u00e9e,prix \u00e9lev\u00e9", "cp850 cp437", "CP850"),
    ("a\u00f1o,tama\u00f1o", "cp850", "CP850"),
    ("cena_z\u0142,pi\u0119tro", "cp852", "CP852"),
    ("\u041f\u043b\u043e\u0449\u0430\u0434\u044c,\u0426\u0435\u043d\u0430", "cp866", "IBM866"),
    ("Temp (\u00b0C),Sales", "cp1252", "Windows-1252"),
)

# Files in a format of their own, and a word of the sentence that names it.
KINDS = {
    "a pointer of Git LFS": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n",
        "pointer",
    ),
    "a pointer of git-annex": (b"/annex/objects/SHA256E-s12--ab.csv\n", "pointer"),
    "libsvm": (b"24 1:0.00632 2:18\n21.6 1:0.02731 2:0 3:7.07\n", "libsvm"),
    "libsvm, one class": (b"+1 3:1 11:1\n-1 2:1\n", "libsvm"),
    "ARFF": (b"% by hand\n@RELATION iris\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n", "ARFF"),
    "JSON Lines": (b'{"a": 1}\n{"a": 2}\n', "JSON Lines"),
    "JSON": (b'{"a": [1, 2]}\n', "This is JSON:"),
    "a damaged sheet of Excel": (b"PK\x03\x04\x14\x00xl/workbook.xml", "Excel"),
    "a sheet of LibreOffice": (
        b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument",
    ),
    "another zip": (b"PK\x03\x04\x14\x00data.csv", "zip archive"),
    "a pickle": (b"\x80\x04\x95\x10", "pickle"),
    "an array of NumPy": (b"\x93NUMPY\x01", "NumPy"),
    "HDF5": (b"\x89HDF\r\n\x1a\n", "HDF5"),
    "LaTeX": (b"\\begin{tabular}{cc}\n1 & 2 \\\\\n\\end{tabular}\n", "LaTeX"),
    "SQL": (b"-- a dump\nCREATE TABLE t (a int);\n", "SQL"),
    "an error in place of a file": (b"404: Not Found", "error message"),
    "records over two lines": (b"1 2 3 4\n5 6\n7 8 9 1\n2 3\n4 5 6 7\n8 9\n", "goes over 2 lines"),
    "units that differ in the only column": (
        b"a,d\nx,5 km\ny,300 m\nz,2 km\n",
        "different units: km, m",
    ),
}
