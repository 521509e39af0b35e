"""The words of the fictional world: name stems, towns, streets, trades. Nobody here is real.

The heads of the lists are common names, so that frequent names are frequent for a reason; the
tails are composed from syllables in `names`, so that a million people have many surnames.
"""


def _words(text: str) -> tuple[str, ...]:
    """The words of `text`; an underscore stands for a space inside one."""
    return tuple(word.replace("_", " ") for word in text.split())


_SURNAMES = {
    "latin": """
        Smith Johnson Miller Brown Davis Wilson Clark Lewis Walker Hall Young King Wright
        Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Parker Evans
        Edwards Collins Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed
        Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray James
        Hughes Price Myers Long Foster Sanders Ross Powell Sullivan Russell Jenkins Perry
        Butler Barnes Fisher Henderson Coleman Simmons Patterson Jordan Reynolds Hamilton
        Graham Wallace West Cole Hayes Bryant Ellis Gibson Hansen Larsen Schmidt Müller
        Schneider Weber Becker Schröder Krüger Jäger Lefèvre Beaumont Rousseau Moreau
        Novák Dvořák Kovács Szabó Tóth Lindqvist Bergström Åkesson Sørensen Jørgensen
        Rossi Bianchi Conti Ferraro Marino O'Brien O'Connor O'Neill McCarthy McDonald
        MacLeod Van_Dyke De_Vries Van_den_Berg""",
    "spanish": """
        García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres
        Flores Rivera Gómez Díaz Reyes Morales Cruz Ortiz Gutiérrez Chávez Ramos Ruiz
        Mendoza Álvarez Castillo Romero Herrera Medina Aguilar Vargas Castro Guzmán Méndez
        Muñoz Salazar Garza Soto Vázquez Peña Núñez Cabrera Estrada Figueroa Ibáñez
        Quiñones Zúñiga da_Silva dos_Santos Pereira Oliveira Ferreira Conceição Gonçalves
        Magalhães""",
    "cyrillic": """
        Petrenko Kovalenko Bondarenko Shevchuk Tkachenko Marchenko Savchenko Ivanov Petrov
        Sokolov Popov Lebedev Kozlov Novikov Morozov Volkov Zaytsev Pavlov Semenov Golubev
        Vinogradov Bogdanov Vorobyov Fedorov Mikhaylov Belyaev Tarasov Belov Komarov Orlov
        Kiselev Makarov Andreev Kovalyov Ilyin Gusev Titov Kuzmin Kudryavtsev Baranov
        Zhukov Shcherbakov Yakovlev Dimitrov Georgiev Stoyanov Jovanovich""",
    "greek": """
        Papadopoulos Georgiou Ioannidis Dimitriou Konstantinou Nikolaidis Pappas Vasileiou
        Karagiannis Athanasiou Makris Alexiou Oikonomou Angelopoulos Theodorou Galanis
        Samaras Stavrou Kyriakou Christodoulou""",
    "arabic": """
        al-Masri Haddad Khoury Mansour al-Khatib Najjar Saleh Hamdan Darwish Nasser
        al-Sayed Qasim Rashid Suleiman Barakat Abboud Farah al-Amin Zidan Jaber Shaheen
        Awad al-Najjar Bishara Sabbagh""",
    "han": """
        Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo
        Zheng Liang Xie Tang Song Han Deng Feng Cao Peng""",
    "plain": """
        Nguyen Tran Pham Okafor Adeyemi Mensah Osei Okonkwo Diallo Abebe Patel Singh Kumar
        Shah Sharma Gupta Reddy Khan Rahman Das Kim Park Choi Jung Tanaka Suzuki Sato
        Watanabe Santos Bautista Dela_Cruz Kaya Yılmaz Demir Çelik Şahin Nowak Kowalski
        Wiśniewski Wójcik Popescu Ionescu""",
}

# canonical name, then other spellings and nicknames of the same name
_GIVEN = {
    "latin": """
        William Bill Will Billy Liam; Robert Bob Rob Bobby; James Jim Jimmy Jamie; John
        Jack Johnny Jon; Michael Mike Mick Mickey; Richard Rick Dick Rich; Charles Charlie
        Chuck; Thomas Tom Tommy; Christopher Chris Kit; Daniel Dan Danny; Matthew Matt;
        Anthony Tony; Edward Ed Ted Eddie; Joseph Joe Joey; Samuel Sam Sammy; Benjamin Ben
        Benny; Nicholas Nick Nico; Steven Steve Stephen; Andrew Andy Drew; Gregory Greg;
        Kenneth Ken Kenny; Timothy Tim; Lawrence Larry Laurence; Gerald Gerry Jerry;
        Frederick Fred Freddie; Walter Walt Wally; Elizabeth Liz Beth Betty Eliza;
        Margaret Maggie Peggy Meg; Katherine Kate Kathy Catherine Katie; Patricia Pat
        Patty Trish; Jennifer Jen Jenny; Susan Sue Susie; Deborah Deb Debbie; Rebecca
        Becky; Barbara Barb; Jacqueline Jackie; Christine Chris Tina; Victoria Vicky Tori;
        Alexandra Alex Sandra; Theresa Terry Tess Teresa; Eleanor Ellie Nell; Judith Judy;
        Dorothy Dot; Caroline Carrie Carolyn; Jürgen Juergen; François Francois; René
        Rene; Zoë Zoe; Søren Soren; Åsa Asa; Björn Bjorn; Hélène Helene; Chloé Chloe;
        Noémie Noemie; Lukáš Lukas; Jiří Jiri George; Ágnes Agnes; Emily Em; Sarah Sara
        Sally; Laura; Linda; Karen; Nancy; Helen Nell; Ruth; Alice; Grace; Mark; Paul;
        Brian Bryan; Kevin; Eric Erik; Peter Pete; Scott; Frank; Raymond Ray; Dennis;
        Albert Al Bert; Philip Phil Phillip; Louis Lou Luis; Roy; Hannah Hanna; Olivia
        Liv; Emma; Julia Julie; Marie; Martha Marty; Rose Rosie""",
    "spanish": """
        José Jose Pepe; Juan Juanito; Luis Lucho; Carlos; Jesús Jesus Chuy; Francisco Paco
        Pancho; Manuel Manolo; Antonio Toño Tono; Jorge George; Miguel Mike; Ángel Angel;
        Andrés Andres; Sebastián Sebastian; Alejandro Alex; Guillermo Memo William;
        Enrique Kike Henry; María Maria; Guadalupe Lupe; Concepción Concha Concepcion;
        Dolores Lola; Mercedes Meche; Rosario Charo; Lucía Lucia; Inés Ines; Teresa Tere;
        Isabel Isa Chabela; Raúl Raul; Ramón Ramon Moncho; Óscar Oscar; Tomás Tomas; João
        Joao; Paulo; Ana Anita; Elena; Sofía Sofia; Verónica Vero Veronica; Víctor Victor""",
    "cyrillic": """
        Aleksandr Oleksandr Alexander Sasha; Dmitriy Dmytro Dmitri Dima; Sergey Serhiy
        Sergei Serge; Mikhail Mykhailo Michael Misha; Nikolay Mykola Nikolai Kolya;
        Vladimir Volodymyr Wladimir Vova; Yuriy Yuri Iurii Yura; Ivan Vanya; Aleksey
        Oleksiy Alexei Lyosha; Andrey Andriy Andrei; Viktor Victor; Pavel Pavlo Pasha;
        Igor Ihor; Oleg Oleh; Yekaterina Kateryna Ekaterina Katya; Natalya Natalia
        Natasha; Olga Olha Olya; Yelena Olena Elena Lena; Tatyana Tetiana Tanya; Svetlana
        Svitlana Sveta; Anastasiya Anastasia Nastya; Lyudmila Liudmyla Lyuda; Galina
        Halyna Galya; Irina Iryna Ira; Yuliya Yulia Julia; Anna Hanna Anya; Boris Borys;
        Konstantin Kostya; Maksim Maxim; Artyom Artem""",
    "greek": """
        Georgios George Yorgos; Dimitrios Dimitri Dimitris; Konstantinos Kostas
        Constantine; Ioannis Yannis John; Nikolaos Nikos Nick; Panagiotis Panos; Vasileios
        Vasilis Bill; Christos Chris; Eleni Helen; Maria Mary; Katerina Catherine; Sofia
        Sophia; Anastasia Natasa; Angeliki Angela; Theodoros Thodoris Ted; Spyridon
        Spyros; Stavros; Alexandros Alex; Ioanna Joanna; Despina""",
    "arabic": """
        Muhammad Mohammed Mohamed Mohamad; Ahmad Ahmed Achmed; Hassan Hasan; Hussein
        Hussain Husayn; Omar Umar; Yusuf Youssef Yousef Joseph; Ibrahim Ebrahim Abraham;
        Khaled Khalid; Mustafa Mostafa Moustafa; Abdullah Abdallah; Samir Sameer; Karim
        Kareem; Layla Leila Laila; Fatima Fatma Fatimah; Maryam Mariam Miriam; Nadia
        Nadya; Amina Ameena; Rania Raniya; Hana Hanaa; Salma; Tariq Tarek; Walid Waleed;
        Nabil Nabeel; Rami; Zaynab Zeinab""",
    "han": """
        Wei Vivian; Fang; Min; Jing Jean; Lei; Jun; Yan; Ping; Hong; Ming; Li Lily; Qiang;
        Hui; Xin; Jie Jay; Bo; Na; Yong; Tao; Xiu; Hao Howard; Ying; Mei May; Feng; Long;
        Lan; Zhen; Bin; Juan; Hua""",
    "plain": """
        Minh; Linh; Thanh; Chinedu; Ngozi; Kwame; Ama; Emeka; Aisha Aysha; Ravi; Priya;
        Anil; Sunita; Deepak; Anjali; Sanjay; Arjun; Imran; Jin; Hyun; Yuki; Kenji;
        Haruto; Emre; Ayşe Ayse; Mehmet Mohamed; Zeynep; Piotr Peter; Agnieszka Aga; Paweł
        Pawel; Ioana; Andrei; Mirela; Danilo; Rosalie; Efua; Kofi; Tesfaye; Selam; Rohan""",
}

SURNAMES = {kind: _words(text) for kind, text in _SURNAMES.items()}
GIVEN = {kind: tuple(_words(names) for names in text.split(";")) for kind, text in _GIVEN.items()}

HAN = dict(
    zip(
        _words("""
        Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo
        Zheng Liang Xie Tang Song Han Deng Feng Cao Peng Wei Fang Min Jing Lei Jun Yan
        Ping Hong Ming Qiang Hui Xin Jie Bo Na Yong Tao Xiu Hao Ying Mei Long Lan Zhen Bin
        Juan Hua"""),
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢唐宋韩邓冯曹彭伟芳敏静磊军艳平红明强慧鑫杰博娜勇涛秀浩英梅龙兰珍斌娟华",
        strict=True,
    )
)

ARABIC = dict(
    pair.split("=")
    for pair in _words("""
        al-Masri=المصري Haddad=حداد Khoury=خوري Mansour=منصور al-Khatib=الخطيب Najjar=نجار
        Saleh=صالح Hamdan=حمدان Darwish=درويش Nasser=ناصر al-Sayed=السيد Qasim=قاسم
        Rashid=راشد Suleiman=سليمان Barakat=بركات Abboud=عبود Farah=فرح al-Amin=الأمين
        Zidan=زيدان Jaber=جابر Shaheen=شاهين Awad=عوض al-Najjar=النجار Bishara=بشارة
        Sabbagh=صباغ Muhammad=محمد Ahmad=أحمد Hassan=حسن Hussein=حسين Omar=عمر Yusuf=يوسف
        Ibrahim=إبراهيم Khaled=خالد Mustafa=مصطفى Abdullah=عبدالله Samir=سمير Karim=كريم
        Layla=ليلى Fatima=فاطمة Maryam=مريم Nadia=نادية Amina=أمينة Rania=رانيا Hana=هناء
        Salma=سلمى Tariq=طارق Walid=وليد Nabil=نبيل Rami=رامي Zaynab=زينب""")
)

ONSETS = {
    "latin": _words("""
        Ash Black Brad Brink Car Chap Clay Cran Dal Den Dray El Fair Far Glen Gran Hal Har
        Hart Hol Kel Kirk Lang Law Leth Lin Mar Mel Mor Nor Oak Pem Pen Quin Rad Red Row
        Sel Shel Stan Sten Stock Sut Thorn Tor Up Vern Wal War Wes Whit Win Wych Yar"""),
    "spanish": _words("""
        Agu Ala Alba Are Arri Bal Barra Bena Bus Cabal Cal Campo Carra Cer Cor Del Duar
        Eche Esca Fal Fon Gal Gar Iba Jara Lar Leo Loza Mal Mira Mon Mur Nava Oroz Pal Que
        Ribe Sala Sol Tala Teja Urru Vala Vela Villa Yba Zamo Zar"""),
    "cyrillic": _words("""
        Bara Bere Boro Bulga Cher Demi Doro Dubro Gavri Golo Gromo Ili Kala Karpo Khari
        Kolo Koro Kura Lavro Lisa Lugo Mala Maty Medve Miro Naza Oles Osta Pana Polya Pota
        Roma Rudo Sama Savo Sere Soro Stepa Sukho Tere Tiko Tropi Ulya Vasi Veres Yare
        Zabo Zhura Zolo"""),
    "greek": _words("""
        Anagnos Andreo Anto Aposto Drako Elefthe Filippo Gianno Kalo Kara Katsi Kouko
        Lambro Leo Mano Mavro Michali Panta Papa Petro Sotiro Spano Strato Theo Tsaka
        Vlacho Xantho Zacha"""),
}

MIDDLES = {
    "latin": _words("""
        - a be bing bo cing de den ding en er field ham hurst ing le ler ley ling man mer
        min more ning o ring sen ser sing son ster ten ter ther ting ver wor"""),
    "spanish": _words("""
        - ba ca cha da do ga gue la le lla lo ma mo na ne no qui ra re ri rra ro sa so ta
        te va ve za"""),
    "cyrillic": _words("""
        - ba be bi cha che da du ga gi ka ki la li lu ma mi na ni pa pi ra ri sha ta ti va
        vi za zhi"""),
    "greek": _words("""
        - da di ga gia ka ki la li ma mi na ni po ra ri ro sa ta ti tri va zi"""),
}

ENDINGS = {
    "latin": _words("""
        bank berg brook burn bury by cliff combe cote croft dale don field ford gate grove
        ham hill holt house hurst land leigh ley lock low man mere mont moor more mouth
        ness patch pole port ridge shaw side son stead stone thorpe ton tree wald wall
        ward water way well wick win wood worth"""),
    "spanish": _words(
        """
        ez ar al ero era ón as os illa illo ano ana edo eda oza uelo ales ones ete iga"""
    ),
    "cyrillic": _words(
        """
        enko chuk ko ov ev in skiy chenko yuk nik ets lov nov rov tsev shin kin"""
    ),
    "greek": _words("""poulos idis akis atos ellis ou as is oglou eas inos"""),
}

GIVEN_ONSETS = _words("""
        Ad Al Am An Ar Bel Bri Cal Cas Cor Da De El Em Er Fa Fe Ga Gil Ha Is Ja Jo Ka Ke
        La Le Lo Ma Me Mi Na Ni No Or Pa Ra Re Ro Sa Se Si Ta Te Ti Va Vi Wil Ya Za""")
GIVEN_MIDDLES = _words("""
        - bel da de di la le li lo ma mi na ne ni ra re ri ro sa te vi""")
GIVEN_ENDINGS = _words("""
        a ah an ar as bert da den der dra el elle en ena er ette ia ian ica ice iel ien
        ina ine is ius ley lin lyn man mir na nor on or ra rd rick ron sha ta ton us vin
        wen wyn ya""")

CITIES = _words("""
        Calder Marlow_Falls Heronport Ashby_Junction Brindle Cutler's_Mill Dunmore_Heights
        Eastlake Fennimore Gull_Point Harlan_Creek Ironbridge Juniper_Flats Kestrel_Bay
        Larkspur Millrace New_Tolland Oxbow Pinckney_Grove Quarry_Hill Redwater Saltmarsh
        Tamarack Upton_Vale Vantage Westerly_Cross Yarrow Zephyr_Springs Copperfield
        St._Aldwyn""")

STREETS = _words("""
        Main Oak Maple Cedar Elm Washington Lake Hill Park Pine Church River Mill Spring
        Ridge Highland Market Canal Railroad Depot Foundry Harbor Orchard Meadow Prospect
        Franklin Jackson Liberty Union Lincoln Walnut Chestnut Cherry Willow Birch
        Sycamore Poplar Magnolia Dogwood Juniper Kestrel Heron Osprey Sandpiper Plover
        Tannery Cooper Weaver Cannery Ferry Bridge Station School College Academy Court
        Summit Valley Forest Garden Quarry Granite Slate Marble Copper Iron Silver""")

STREET_KINDS = {
    "Street": ("St", "St.", "Str"),
    "Avenue": ("Ave", "Ave.", "Av"),
    "Road": ("Rd", "Rd."),
    "Lane": ("Ln", "Ln."),
    "Drive": ("Dr", "Dr."),
    "Court": ("Ct", "Ct."),
    "Boulevard": ("Blvd", "Blvd."),
    "Place": ("Pl", "Pl."),
    "Terrace": ("Ter", "Terr."),
    "Way": ("Wy",),
}

TRADES = _words("""
        Logistics Builders Landscaping Catering Cleaning Foods Poultry Packing Freight
        Roofing Concrete Electric Plumbing Security Farms Orchards Nurseries Printing
        Textiles Staffing Labor_Services Hospitality Care Laundry Recycling Haulage
        Masonry Drywall Painting Welding Marine Storage Distribution Wholesale Supply
        Engineering Consulting Management Holdings Properties""")

BIRDS = _words("""
        Heron Kestrel Osprey Sandpiper Plover Curlew Merlin Falcon Harrier Tern Gull Wren
        Martin Swift Crane Egret Ibis Bittern Grebe Loon Teal Wigeon Pintail Mallard Swan
        Raven Rook Jay Finch Linnet Siskin Dunnock Lapwing Avocet Dunlin Petrel Puffin
        Gannet Shearwater Albatross""")
LANDS = _words("""
        Ridge Field Valley Point Bay Creek Hollow Meadow Grove Harbor Bluff Prairie Canyon
        Summit Brook Landing Crossing Springs Island Marsh""")
COLOURS = _words("""
        Blue Red Green White Silver Golden Grey Black Copper Amber Scarlet Violet""")
FORMS = {
    "": ("", "", "", ""),
    "LLC": ("LLC", "L.L.C.", "Limited Liability Company", "LLC."),
    "Inc": ("Inc", "Inc.", "Incorporated", "INC"),
    "Corp": ("Corp", "Corp.", "Corporation"),
    "Ltd": ("Ltd", "Ltd.", "Limited"),
    "LP": ("LP", "L.P.", "Limited Partnership"),
}

JOBS = _words("""
        Picker Packer Loader Driver Cleaner Forklift_operator Line_worker Roofer Framer
        Drywall_hanger Cook Dishwasher Housekeeper Landscaper Welder Electrician Clerk
        Dispatcher Foreman Security_guard Warehouse_associate Quality_inspector
        Machine_operator Flagger Caregiver""")

VEHICLES = {
    "van": ("Ford Transit", "Chevrolet Express", "Ram ProMaster", "Nissan NV"),
    "truck": ("Ford F-150", "Chevrolet Silverado", "Ram 1500", "Toyota Tacoma"),
    "car": (
        "Honda Civic",
        "Toyota Corolla",
        "Nissan Altima",
        "Ford Fusion",
        "Hyundai Elantra",
    ),
    "suv": ("Ford Explorer", "Honda CR-V", "Toyota RAV4", "Jeep Cherokee"),
}
BANKS = (
    "Calder Valley Bank",
    "First Heronport",
    "Redwater Savings",
    "Union & Quarry Trust",
)
PURPOSES = (
    "wages", "weekly pay", "rent", "invoice", "loan repayment", "materials", "groceries",
    "transfer", "phone", "car payment", "deposit", "refund",
)  # fmt: skip
KIN = ("Mama", "Papa", "Tía", "Uncle", "bro", "Sis", "Oma", "Abuela", "cuz")

# Area codes of the United States in which the telephone libraries accept the exchange 555.
AREAS = _words("""
        201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224
        225 227 228 229 231 234 235 239 240 248 251 252 253 254 256 260 262 267 269 270
        272 274 276 279 281 283 301 302 303 304 305 307 308 309 310 312 313 314 315 316
        317 318 319 320 321 323 324 325 326 327 329 330 331 332 334 336 337 339 341 346
        347 350 351 352 353 360 361 363 364 369 380 385 386 401 402 404 405 406 407 408
        409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 442 443 445 447
        448 458 463 464 469 470 472 475 478 479 480 484 501 502 503 504 505 507 508 509
        510 512 513 515 516 517 518 520 521 522""")
