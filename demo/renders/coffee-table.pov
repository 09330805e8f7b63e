#include "studio.inc"
#declare Top = union { RoundedDisc(2.1, -0.08, 0.08, 0.05) }
#macro Legs()
  #for (I, 0, 2)
    cone { <1.55, 0, 0>, 0.075, <1.1, 1.6, 0>, 0.125 WoodUp(OakLight, OakDark, 0.5) rotate y * (120 * I + 80) }
  #end
#end
#macro LegsDark()
  #for (I, 0, 2)
    cone { <1.55, 0, 0>, 0.075, <1.1, 1.6, 0>, 0.125 WoodUp(WalnutLight, WalnutDark, 0.5) rotate y * (120 * I + 80) }
  #end
#end
union {
  // wood runs along x on the top: the pattern is laid down before the disc is placed
  object { Top texture { pigment { rgb 1 } } #if (Colour = 0) WoodOf(OakLight, OakDark, 0.42) #else WoodOf(WalnutLight, WalnutDark, 0.42) #end translate y * 1.68 }
  #if (Colour = 0) Legs() #else LegsDark() #end
}
#if (View = 2)
  object { Turned(array[14] { <-0.1, 0.02>, <0.0, 0.0>, <0.24, 0.0>, <0.285, 0.03>, <0.44, 0.13>, <0.60, 0.30>, <0.685, 0.50>, <0.70, 0.56>, <0.685, 0.575>, <0.665, 0.56>, <0.58, 0.34>, <0.42, 0.17>, <0.0, 0.075>, <-0.2, 0.07> })
    Speckled(srgb <0.92, 0.89, 0.84>, srgb <0.66, 0.56, 0.46>) translate <0.2, 1.76, 0.3> }
#end
Studio(3)
#if (View = 1) Shot(<0, 5.2, -14>, <0, 0.95, 0>, 20.5) #else Shot(<3.2, 5.0, -7.5>, <0.3, 1.55, 0>, 21) #end
